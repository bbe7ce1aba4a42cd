#!lua
-- commit: moves a partition's state by one batch, from one offset to another, or not at all.
-- KEYS[1] TAG; ARGV: from, to, epoch, the same two of the topic that is read beside ('': none), the hash of the orders that were not the log's ('': none),
-- where the commit begins and ends as TAG:ends has it (offsets of both and what is applied ahead, added up), then seven sections, each begun by its count:
--   state fields { name, value }            written as they are
--   hashes to set { suffix, n, { field, value } * n }
--   counters { suffix, n, number * n, delta * n }   read, added, written as absolute values
--   expiries { index suffix, bucket suffix, floor } buckets below floor are dropped, at most 64 a commit
--   what is there { index suffix, number, member } remembered in the index under that number
--   whole keys to drop { suffix }
--   pieces of strings { suffix, offset, bytes } written there; offset -1: they are the whole of it
-- Safety rests on the compare-and-set: the state moves only from `from`, with the effect of exactly the records between,
-- whoever writes and however far Redis went back. Every value written is absolute: the append-only file wraps a script's
-- effects in MULTI and EXEC, and a torn tail may apply the first of them twice. TAG:ends shows that this has happened: it holds the end of the
-- last commit, which only the next one takes out, so that no torn tail does.
local CAS = true
local tag = KEYS[1]
local s = tag .. ':s'
local from, to, epoch = ARGV[1], ARGV[2], ARGV[3]
local have = redis.call('HMGET', s, 'off', 'epoch', 'act', 'ord')
if CAS and (have[1] ~= from or (have[3] or '') ~= ARGV[4] or (have[4] or '') ~= ARGV[6]) then
    return { 'offset', have[1] or '', have[2] or '' }
end
if CAS and have[2] ~= epoch then
    return { 'epoch', have[1] or '', have[2] or '' }
end
-- A torn transaction that begins no later than this and ends beyond has left values that the next ones would be added to.
-- One that ends before is healed: whatever it wrote was written again on the way from its beginning to here.
-- What orders commits is how many records of both topics are applied: every commit raises it.
local started, ended = tonumber(ARGV[7]), ARGV[8]
local healed = redis.call('SMEMBERS', tag .. ':ends')
for _, o in ipairs(healed) do
    if CAS and tonumber(o) > started then   -- which refuses a process that was paused, too: a compare of its own
        return { 'torn', have[1], have[2] }
    end
end

-- Everything is read and checked before the first write: a script has no way back.
local argc = #ARGV
local function count_at(i, what)
    local c = tonumber(ARGV[i])
    if not c or c < 0 or i + c > argc + 1 then
        error('BADARGS ' .. what .. ' at ' .. i)
    end
    return c
end
for _, cmd in ipairs({ { 'HSET', s, 'off', to }, { 'SADD', tag .. ':ends', to }, { 'SREM', tag .. ':ends', to },
                       { 'ZADD', tag .. ':mi', '0', 'x' }, { 'ZREM', tag .. ':mi', 'x' }, { 'UNLINK', tag .. ':m:0' }, { 'SETRANGE', tag .. ':e', '0', 'x' } }) do
    if not redis.acl_check_cmd(unpack(cmd)) then
        error('NOPERM this Redis user may not run ' .. cmd[1] .. ' on ' .. cmd[2])
    end
end
local i = 9
local nstate = count_at(i, 'state')
local state_at = i + 1
i = state_at + 2 * nstate

local nhash = count_at(i, 'hashes')
local hash_at = i + 1
local h = hash_at
for k = 1, nhash do
    local n = ARGV[h + 1] == '1' and 1 or count_at(h + 1, 'hash')
    h = h + 2 + 2 * n
    if n < 1 or h > argc + 1 then
        error('BADARGS hash before ' .. h)
    end
end
i = h

local ncount = count_at(i, 'counters')
local counters, c = {}, i + 1
for k = 1, ncount do
    local n = count_at(c + 1, 'counter')
    if n < 1 or c + 1 + 2 * n > argc then
        error('BADARGS counter at ' .. c)
    end
    local key = tag .. ARGV[c]
    local old = redis.call('HMGET', key, unpack(ARGV, c + 2, c + 1 + n))
    local set, m = { key }, 1
    for f = 1, n do
        local v = tonumber(old[f] or '0') + tonumber(ARGV[c + 1 + n + f])
        if v < 0 then
            error('CORRUPT ' .. key .. ' ' .. ARGV[c + 1 + f] .. ' would become ' .. v)
        end
        set[m + 1] = ARGV[c + 1 + f]
        set[m + 2] = string.format('%.0f', v)
        m = m + 2
    end
    counters[k] = set
    c = c + 2 + 2 * n
end
i = c

local nexp = count_at(i, 'expiries')
local expiries = {}
for k = 1, nexp do
    local at = i + 1 + 3 * (k - 1)
    local index = tag .. ARGV[at]
    local old = redis.call('ZRANGEBYSCORE', index, '-inf', '(' .. tonumber(ARGV[at + 2]), 'LIMIT', 0, 64)
    expiries[k] = { index, tag .. ARGV[at + 1], old }
end
i = i + 1 + 3 * nexp

local nindex = count_at(i, 'index')
local index_at = i + 1
i = index_at + 3 * nindex

local ndrop = count_at(i, 'drops')
local drop_at = i + 1
i = drop_at + ndrop

local npiece = count_at(i, 'pieces')
local piece_at = i + 1
if piece_at + 3 * npiece ~= argc + 1 then
    error('BADARGS ' .. argc .. ' arguments, expected ' .. (piece_at + 3 * npiece - 1))
end
for k = piece_at, argc, 3 do
    if not tonumber(ARGV[k + 1]) then
        error('BADARGS piece at ' .. k)
    end
end
for k = index_at, index_at + 3 * nindex - 1, 3 do
    if not tonumber(ARGV[k + 1]) then
        error('BADARGS index at ' .. k)
    end
end

redis.call('SADD', tag .. ':ends', ended)
local call = redis.call
h = hash_at
for k = 1, nhash do
    if ARGV[h + 1] == '1' then    -- by far the most
        call('HSET', tag .. ARGV[h], ARGV[h + 2], ARGV[h + 3])
        h = h + 4
    else
        local n = tonumber(ARGV[h + 1])
        call('HSET', tag .. ARGV[h], unpack(ARGV, h + 2, h + 1 + 2 * n))
        h = h + 2 + 2 * n
    end
end
for k = 1, ncount do
    redis.call('HSET', unpack(counters[k]))
end
for k = index_at, index_at + 3 * nindex - 1, 3 do
    redis.call('ZADD', tag .. ARGV[k], ARGV[k + 1], ARGV[k + 2])
end
for k = 1, nexp do
    local e = expiries[k]
    for _, bucket in ipairs(e[3]) do
        redis.call('UNLINK', e[2] .. bucket)
        redis.call('ZREM', e[1], bucket)
    end
end
for k = drop_at, drop_at + ndrop - 1 do
    redis.call('UNLINK', tag .. ARGV[k])
end
for k = piece_at, argc, 3 do
    if ARGV[k + 1] == '-1' then
        call('SET', tag .. ARGV[k], ARGV[k + 2])
    else
        call('SETRANGE', tag .. ARGV[k], ARGV[k + 1], ARGV[k + 2])
    end
end
if nstate > 0 then
    redis.call('HSET', s, unpack(ARGV, state_at, state_at + 2 * nstate - 1))
end
redis.call('HSET', s, 'off', to)
if ARGV[5] ~= '' then
    redis.call('HSET', s, 'act', ARGV[5])
end
if #healed > 0 then
    redis.call('SREM', tag .. ':ends', unpack(healed))
end
return { 'ok' }
