-- Removes published outbox entries without a commit.
--
-- KEYS[1] meta             see commit-batch
-- KEYS[2] outbox
--
-- ARGV[1] owner            the caller's token
-- ARGV[2] commitNumber     the commit number the caller saw last
-- ARGV[3] throughEntry     the last entry that may go
--
-- Replies: committed | fenced | stale, as commit-batch
--
-- R1. The fence is compared before the first write, as in commit-batch.
-- R2. LTRIM comes first: Redis allows it when memory is full, and everything after it in the same script too.

local meta = KEYS[1]
local outbox = KEYS[2]

local owner = ARGV[1]
local commitNumber = ARGV[2]
local throughEntry = tonumber(ARGV[3])

local stored = redis.call('HMGET', meta, 'owner', 'commitNumber', 'trimmedOutboxEntry')
if not stored[1] then return 'stale' end
if stored[1] ~= owner then return 'fenced' end
if stored[2] ~= commitNumber then return 'stale' end

local trimmed = tonumber(stored[3])
local last = trimmed + redis.call('LLEN', outbox)
if throughEntry > last then
  return redis.error_reply('TOCSIN cannot trim the outbox through entry ' .. throughEntry .. ', its last is ' .. last)
end
if throughEntry > trimmed then
  redis.call('LTRIM', outbox, throughEntry - trimmed, -1)
  redis.call('HSET', meta, 'trimmedOutboxEntry', ARGV[3])
end

return 'committed'
