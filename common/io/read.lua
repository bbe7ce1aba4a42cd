#!lua
-- read: all that a batch needs before it produces. KEYS[1] TAG; ARGV: groups of { hash suffix, n, field * n }.
-- Answers { stored offset or "", epoch, ends of commits, packed }: packed holds, for every field in order, two bytes of
-- length (low one first) and the value; a length of 65535 says that there is none. One string, so that the reader allocates nothing for each id.
local tag = KEYS[1]
local head = redis.call('HMGET', tag .. ':s', 'off', 'epoch')
local out, o = {}, 0
local i, n = 1, #ARGV
local char = string.char
while i <= n do
    local count = tonumber(ARGV[i + 1])
    local v = redis.call('HMGET', tag .. ARGV[i], unpack(ARGV, i + 2, i + 1 + count))
    for k = 1, count do
        local x = v[k]
        o = o + 1
        if x then
            local len = #x
            if len > 65534 then
                return redis.error_reply('CORRUPT ' .. tag .. ARGV[i] .. ': an entry of ' .. len .. ' bytes')
            end
            out[o] = char(len % 256, (len - len % 256) / 256) .. x
        else
            out[o] = '\255\255'
        end
    end
    i = i + 2 + count
end
return { head[1] or '', head[2] or '', redis.call('SMEMBERS', tag .. ':ends'), table.concat(out) }
