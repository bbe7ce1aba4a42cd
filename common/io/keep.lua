#!lua
-- keep: what was learned as of a minute replaces what was learned earlier, never what was learned later: a process that stood still
-- may wake up behind its successor. KEYS[1] a hash; ARGV: the minute, a field and its value. Answers the minute that is kept.
local kept = redis.call('HGET', KEYS[1], '|minute')
if kept and tonumber(kept) > tonumber(ARGV[1]) then
    return kept
end
redis.call('HSET', KEYS[1], '|minute', ARGV[1], ARGV[2], ARGV[3])
return ARGV[1]
