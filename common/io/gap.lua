#!lua
-- gap: a person accepts that Kafka no longer holds the offsets from `from` to `to`. KEYS[1] TAG; ARGV: from, to,
-- and, where a control record lay among them, the version in force at `to` and its mark (0: none known).
local s = KEYS[1] .. ':s'
local have = redis.call('HGET', s, 'off')
if (have or '') ~= ARGV[1] then
    return { 'offset', have or '' }
end
if not have then  -- nothing stored and the log does not begin at 0: all before `to` is lost
    redis.call('HSET', s, 'start', '0', 'off', '0')
end
local gap = tonumber(redis.call('HGET', s, 'gap') or '0') + tonumber(ARGV[2]) - tonumber(have or '0')
redis.call('HSET', s, 'gap', string.format('%.0f', gap), 'off', ARGV[2], 'last_sum', '0', 'last_ms', '0')
if tonumber(ARGV[3] or '0') > tonumber(redis.call('HGET', s, 'ver') or '0') then
    redis.call('HSET', s, 'ver', ARGV[3], 'vmark', ARGV[4])
end
return { 'ok', string.format('%.0f', gap) }
