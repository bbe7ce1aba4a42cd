#!lua
-- skip: a person puts another version of the configuration in the place of one that can never be loaded, from the stored
-- offset on. KEYS[1] TAG; ARGV: the offset and the version in force as they were seen, the version instead and its mark.
-- The epoch moves, so that whoever owns the partition reads its state anew before it commits.
local s = KEYS[1] .. ':s'
local have = redis.call('HMGET', s, 'off', 'ver', 'epoch')
if (have[1] or '') ~= ARGV[1] or (have[2] or '0') ~= ARGV[2] then
    return { 'moved', have[1] or '', have[2] or '0' }
end
redis.call('HSET', s, 'ver', ARGV[3], 'vmark', ARGV[4], 'skip', ARGV[2], 'epoch', string.format('%.0f', tonumber(have[3] or '0') + 1))
return { 'ok' }
