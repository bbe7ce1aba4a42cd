#!lua
-- claim: take a partition over. KEYS[1] TAG; ARGV: owner, first offset where no state is stored ("" : none known).
-- Answers { state as a flat list, counter names as a flat list, ends of commits: one beyond the stored offset was torn }.
local tag = KEYS[1]
local s = tag .. ':s'
local off = redis.call('HGET', s, 'off')
if not off and ARGV[2] ~= '' then
    redis.call('HSET', s, 'off', ARGV[2], 'start', ARGV[2])
    off = ARGV[2]
end
if off then
    local epoch = tonumber(redis.call('HGET', s, 'epoch') or '0')
    redis.call('HSET', s, 'epoch', string.format('%.0f', epoch + 1), 'owner', ARGV[1])
end
return { redis.call('HGETALL', s), redis.call('HGETALL', tag .. ':n'), redis.call('SMEMBERS', tag .. ':ends') }
