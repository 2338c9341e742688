-- Commits one batch of a task: states, timers, outbox entries, position. All of it or nothing.
--
-- KEYS[1] meta            hash: layout, owner, commitNumber, trimmedOutboxEntry, position; rebuildRequested and
--                         buildGeneration while there is one
-- KEYS[2] states          hash: entity id -> encoded state; of the generation that the batch writes
-- KEYS[3] timers          sorted set: entity id, scored by its due moment in epoch ms; of that generation
-- KEYS[4] outbox          list: entries trimmedOutboxEntry + 1, + 2, ... in order
-- KEYS[5] replacedStates  of the generation that a switch ends; otherwise not looked at
-- KEYS[6] replacedTimers
--
-- ARGV[1] owner            the caller's token
-- ARGV[2] commitNumber     the commit number the caller saw last
-- ARGV[3] nextCommitNumber
-- ARGV[4] buildGeneration  the generation that states and timers belong to when it is not the live one; else empty
-- ARGV[5] switches         1 when the position makes that generation the live one; else 0
-- ARGV[6] position         JSON, stored as it is
-- ARGV[7] lastOutboxEntry  number of the last entry before this batch
-- ARGV[8] trimThroughEntry
-- ARGV[9] stateArgs        how many of the following arguments belong to each part
-- ARGV[10] removedStateArgs
-- ARGV[11] timerArgs
-- ARGV[12] removedTimerArgs
-- ARGV[13] outboxArgs
-- then: state id, bytes, ...; removed state ids; timer due moment, id, ...; removed timer ids; outbox entries
--
-- Replies: committed | fenced (another owner) | stale (another commit number, the task is unknown, or what is to be
--          written to is not being built)
--
-- C1. Nothing is written before every check has passed: Redis keeps what a failing script wrote.
-- C2. Offsets and task time (the position) move only together with the states, timers and entries they produced.
-- C3. The fence is compared as text. A token is never a counter: a counter that was rolled back comes round again.
-- C4. Entry numbers are the list's index above trimmedOutboxEntry, so the list is never changed but here and in
--     trim-outbox.
-- C5. The reads of the four keys it writes fail on a key of another type, and thereby before the first write.
-- C6. What is built is written only while meta says that it is being built: what another builder has begun anew is never
--     mixed with what this one left.
-- C7. The former generation goes in the step that makes another one live, never before.

local meta = KEYS[1]
local states = KEYS[2]
local timers = KEYS[3]
local outbox = KEYS[4]
local replacedStates = KEYS[5]
local replacedTimers = KEYS[6]

local owner = ARGV[1]
local commitNumber = ARGV[2]
local nextCommitNumber = ARGV[3]
local buildGeneration = ARGV[4]
local switches = ARGV[5]
local position = ARGV[6]
local lastOutboxEntry = tonumber(ARGV[7])
local trimThroughEntry = tonumber(ARGV[8])
local stateArgs = tonumber(ARGV[9])
local removedStateArgs = tonumber(ARGV[10])
local timerArgs = tonumber(ARGV[11])
local removedTimerArgs = tonumber(ARGV[12])
local outboxArgs = tonumber(ARGV[13])

-- unpack fails near 8,000 values; an even number keeps pairs together.
local CHUNK = 2000

local stored = redis.call('HMGET', meta, 'owner', 'commitNumber', 'trimmedOutboxEntry', 'buildGeneration')
if not stored[1] then return 'stale' end
if stored[1] ~= owner then return 'fenced' end
if stored[2] ~= commitNumber then return 'stale' end
if buildGeneration ~= '' and stored[4] ~= buildGeneration then return 'stale' end

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

local cursor = 14
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
  redis.call('HSET', meta, 'trimmedOutboxEntry', ARGV[8])
end
write(outboxArgs, 'RPUSH', outbox)

if switches == '1' then
  redis.call('UNLINK', replacedStates, replacedTimers)
  redis.call('HDEL', meta, 'buildGeneration', 'rebuildRequested')
end

return 'committed'
