-- Notes that a task's states shall be rebuilt from the log; its owner finds the note.
--
-- KEYS[1] meta             see commit-batch
--
-- Replies: requested | unknown (no commit of this task: there is nothing to rebuild)
--
-- Q1. Without the fence, since anybody may ask; nothing that a commit rests on is touched.

local meta = KEYS[1]

if redis.call('HEXISTS', meta, 'position') == 0 then return 'unknown' end
redis.call('HSET', meta, 'rebuildRequested', '1')

return 'requested'
