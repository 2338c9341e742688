-- Commits one batch of a task: states, timers, outbox entries, position. All of it or nothing.
--
-- KEYS[1] meta            hash: layout, owner, commitNumber, trimmedOutboxEntry, position
-- KEYS[2] states          hash: entity id -> encoded state
-- KEYS[3] timers          sorted set: entity id, scored by its due moment in epoch ms
-- KEYS[4] outbox          list: entries trimmedOutboxEntry + 1, + 2, ... in order
--
-- ARGV[1] owner            the caller's token
-- ARGV[2] commitNumber     the commit number the caller saw last
-- ARGV[3] nextCommitNumber
-- ARGV[4] position         JSON, stored as it is
-- ARGV[5] lastOutboxEntry  number of the last entry before this batch
-- ARGV[6] trimThroughEntry
-- ARGV[7] stateArgs        how many of the following arguments belong to each part
-- ARGV[8] removedStateArgs
-- ARGV[9] timerArgs
-- ARGV[10] removedTimerArgs
-- ARGV[11] outboxArgs
-- then: state id, bytes, ...; removed state ids; timer due moment, id, ...; removed timer ids; outbox entries
--
-- Replies: committed | fenced (another owner) | stale (another commit number, or the task is unknown)
--
-- C1. Nothing is written before every check has passed: Redis keeps what a failing script wrote.
-- C2. Offsets and task time (the position) move only together with the states, timers and entries they produced.
-- C3. The fence is compared as text. A token is never a counter: a counter that was rolled back comes round again.
-- C4. Entry numbers are the list's index above trimmedOutboxEntry, so the list is never changed but here and in
--     trim-outbox.
-- C5. The reads of all four keys fail on a key of another type, and thereby before the first write.

local meta = KEYS[1]
local states = KEYS[2]
local timers = KEYS[3]
local outbox = KEYS[4]

local owner = ARGV[1]
local commitNumber = ARGV[2]
local nextCommitNumber = ARGV[3]
local position = ARGV[4]
local lastOutboxEntry = tonumber(ARGV[5])
local trimThroughEntry = tonumber(ARGV[6])
local stateArgs = tonumber(ARGV[7])
local removedStateArgs = tonumber(ARGV[8])
local timerArgs = tonumber(ARGV[9])
local removedTimerArgs = tonumber(ARGV[10])
local outboxArgs = tonumber(ARGV[11])

-- unpack fails near 8,000 values; an even number keeps pairs together.
local CHUNK = 2000

local stored = redis.call('HMGET', meta, 'owner', 'commitNumber', 'trimmedOutboxEntry')
if not stored[1] then return 'stale' end
if stored[1] ~= owner then return 'fenced' end
if stored[2] ~= commitNumber then return 'stale' end

local trimmed = tonumber(stored[3])
local entries = redis.call('LLEN', outbox)
redis.call('HLEN', states)
redis.call('ZCARD', timers)
if trimmed + entries ~= lastOutboxEntry then
  return redis.error_reply('TOCSIN the outbox holds the entries up to ' .. (trimmed + entries) .. ', the task counts '
    .. lastOutboxEntry)
end
if trimThroughEntry > lastOutboxEntry then
  return redis.error_reply('TOCSIN cannot trim the outbox through entry ' .. trimThroughEntry .. ', its last is '
    .. lastOutboxEntry)
end

redis.call('HSET', meta, 'commitNumber', nextCommitNumber, 'position', position)

local cursor = 12
local function write(count, command, key)
  local last = cursor + count - 1
  while cursor <= last do
    local chunkEnd = math.min(cursor + CHUNK - 1, last)
    redis.call(command, key, unpack(ARGV, cursor, chunkEnd))
    cursor = chunkEnd + 1
  end
end

write(stateArgs, 'HSET', states)
write(removedStateArgs, 'HDEL', states)
write(timerArgs, 'ZADD', timers)
write(removedTimerArgs, 'ZREM', timers)

if trimThroughEntry > trimmed then
  redis.call('LTRIM', outbox, trimThroughEntry - trimmed, -1)
  redis.call('HSET', meta, 'trimmedOutboxEntry', ARGV[6])
end
write(outboxArgs, 'RPUSH', outbox)

return 'committed'
