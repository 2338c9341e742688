-- Clears the place for a generation that is to be built beside the live one.
--
-- KEYS[1] meta             see commit-batch
-- KEYS[2] states           of the generation that is begun
-- KEYS[3] timers
-- KEYS[4] leftStates       of the generation that meta says is being built: its builder ended before it switched
-- KEYS[5] leftTimers
--
-- ARGV[1] owner            the caller's token
-- ARGV[2] commitNumber     the commit number the caller saw last
-- ARGV[3] generation       the one that is begun; never the live one
--
-- Replies: committed | fenced | stale, as commit-batch
--
-- B1. The fence is compared before the first write, as in commit-batch.
-- B2. A build begins with nothing: not with what an earlier one left, nor with what a lost meta left behind.

local meta = KEYS[1]
local states = KEYS[2]
local timers = KEYS[3]
local leftStates = KEYS[4]
local leftTimers = KEYS[5]

local owner = ARGV[1]
local commitNumber = ARGV[2]
local generation = ARGV[3]

local stored = redis.call('HMGET', meta, 'owner', 'commitNumber')
if not stored[1] then return 'stale' end
if stored[1] ~= owner then return 'fenced' end
if stored[2] ~= commitNumber then return 'stale' end

redis.call('UNLINK', states, timers, leftStates, leftTimers)
redis.call('HSET', meta, 'buildGeneration', generation)

return 'committed'
