-- Reads outbox entries together with the number of the first of them.
--
-- KEYS[1] meta             see commit-batch
-- KEYS[2] outbox
--
-- ARGV[1] afterEntry       entries above this number
-- ARGV[2] maxEntries
--
-- Replies: { number of the first entry returned, entry, entry, ... }
--
-- L1. Number and entries are read in one step: a trim between two reads would shift the numbers.

local meta = KEYS[1]
local outbox = KEYS[2]

local afterEntry = tonumber(ARGV[1])
local maxEntries = tonumber(ARGV[2])

local trimmed = tonumber(redis.call('HGET', meta, 'trimmedOutboxEntry') or '0')
local first = math.max(afterEntry - trimmed, 0)
local entries = redis.call('LRANGE', outbox, first, first + maxEntries - 1)
table.insert(entries, 1, string.format('%.0f', trimmed + first + 1))

return entries
