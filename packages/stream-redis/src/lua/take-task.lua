-- Makes the caller the owner of a task and tells where the task stands.
--
-- KEYS[1] meta             see commit-batch
-- KEYS[2] states           of the first generation: any other is cleared before it is built
-- KEYS[3] timers
-- KEYS[4] outbox
--
-- ARGV[1] owner            the caller's token, new at each take
-- ARGV[2] layout           version of the arrangement of these keys
--
-- Replies: { 'taken', commitNumber, position or nil, trimmedOutboxEntry, rebuildRequested or nil }
--          | { 'layout', the stored version }
--          | { 'orphaned' } (states, timers or outbox without the position they belong to)
--
-- T1. After the reply every earlier owner's commit and trim answers fenced.
-- T2. Nothing but the owner changes; an unknown task begins at commit 0 without a position.
-- T3. What lacks its position is never taken: applied to again, its records would count twice.

local meta = KEYS[1]
local states = KEYS[2]
local timers = KEYS[3]
local outbox = KEYS[4]

local owner = ARGV[1]
local layout = ARGV[2]

local stored = redis.call('HMGET', meta, 'layout', 'commitNumber', 'position', 'trimmedOutboxEntry',
  'rebuildRequested')
if stored[1] and stored[1] ~= layout then return { 'layout', stored[1] } end

local remains = redis.call('HLEN', states) + redis.call('ZCARD', timers) + redis.call('LLEN', outbox)
if not stored[3] and remains > 0 then return { 'orphaned' } end

if stored[1] then
  redis.call('HSET', meta, 'owner', owner)
else
  redis.call('HSET', meta, 'layout', layout, 'owner', owner, 'commitNumber', '0', 'trimmedOutboxEntry', '0')
end

return { 'taken', stored[2] or '0', stored[3], stored[4] or '0', stored[5] }
