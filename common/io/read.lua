#!lua
-- read: all that a batch needs before it produces. KEYS[1] TAG; ARGV: groups of { hash suffix, n, field * n }.
-- Answers { stored offset or "", epoch, ends of commits, packed, stored offset beside it or "", hash of orders or "" }: packed holds, for every field in order, two bytes of
-- length (low one first) and the value; a length of 65535 says that there is none. One string, so that the reader allocates nothing for each id.
local tag = KEYS[1]
local head = redis.call('HMGET', tag .. ':s', 'off', 'epoch', 'act', 'ord')
local call, char = redis.call, string.char
-- What stands before a value of so many bytes; made once for each length that occurs.
local before = {}
local function length(n)
    if n > 65534 then
        error('CORRUPT ' .. tag .. ': an entry of ' .. n .. ' bytes')
    end
    before[n] = char(n % 256, (n - n % 256) / 256)
    return before[n]
end
local out, o = {}, 0
local function put(x)
    if x then
        local n = #x
        out[o + 1] = before[n] or length(n)
        out[o + 2] = x
        o = o + 2
    else
        o = o + 1
        out[o] = '\255\255'
    end
end
local i, n = 1, #ARGV
while i <= n do
    if ARGV[i + 1] == '1' then    -- by far the most
        put(call('HGET', tag .. ARGV[i], ARGV[i + 2]))
        i = i + 3
    else
        local count = tonumber(ARGV[i + 1])
        local v = call('HMGET', tag .. ARGV[i], unpack(ARGV, i + 2, i + 1 + count))
        for k = 1, count do
            put(v[k])
        end
        i = i + 2 + count
    end
end
return { head[1] or '', head[2] or '', redis.call('SMEMBERS', tag .. ':ends'), table.concat(out), head[3] or '', head[4] or '' }
