-- SPDX-License-Identifier: MIT
-- Copyright (c) 2026 Seed ed1e0298 maintainers
--
-- The MACs of L4 mobility (specification, section 6) in Lua: Wireshark's Lua has no hash and no cipher of its own.
-- HMAC of RFC 2104 over MD5 (RFC 1321), SHA-1 and SHA-256 (FIPS 180-4); AES-128-GMAC of NIST SP 800-38D (AES: FIPS 197).
-- Messages, keys and MACs are strings of bytes. It returns the table of functions.

local bit = _G.bit or require("bit")
local band, bor, bxor, bnot = bit.band, bit.bor, bit.bxor, bit.bnot
local lshift, rshift, rol, ror = bit.lshift, bit.rshift, bit.rol, bit.ror
local tobit, bswap = bit.tobit, bit.bswap
local byte, char, rep = string.byte, string.char, string.rep
local unpack = table.unpack or unpack

local mac = {}

-- Words of 4 bytes, big-endian.

local function word(a, b, c, d)
    return bor(lshift(a, 24), lshift(b, 16), lshift(c, 8), d)
end

local function bytes_of(v)
    return char(rshift(v, 24), band(rshift(v, 16), 255), band(rshift(v, 8), 255), band(v, 255))
end

-- The 16 words of the block at a position.
local function load_block(text, at, w)
    for i = 0, 3 do
        local a, b, c, d, e, f, g, h, k, l, m, n, o, p, q, r = byte(text, at + 16 * i, at + 16 * i + 15)
        w[4 * i + 1], w[4 * i + 2] = word(a, b, c, d), word(e, f, g, h)
        w[4 * i + 3], w[4 * i + 4] = word(k, l, m, n), word(o, p, q, r)
    end
end

local function pad(length, little)
    local zeros = rep("\0", (55 - length) % 64)
    local low, high = tobit(length % 0x20000000 * 8), tobit(math.floor(length / 0x20000000))
    if little then
        return "\128" .. zeros .. bytes_of(bswap(low)) .. bytes_of(bswap(high))
    end
    return "\128" .. zeros .. bytes_of(high) .. bytes_of(low)
end

-- Fractional parts of roots and sines, as the standards define their constants.
local function fraction(x)
    return tobit(math.floor((x - math.floor(x)) * 0x100000000))
end

local md5_sine = {}
for i = 1, 64 do
    md5_sine[i] = tobit(math.floor(math.abs(math.sin(i)) * 0x100000000))
end

local sha256_k = {}
do
    local candidate = 2
    while #sha256_k < 64 do
        local prime = true
        for i = 2, math.floor(math.sqrt(candidate)) do
            prime = prime and candidate % i ~= 0
        end
        if prime then
            sha256_k[#sha256_k + 1] = fraction(candidate ^ (1 / 3))
        end
        candidate = candidate + 1
    end
end

local md5_turns = { { 7, 12, 17, 22 }, { 5, 9, 14, 20 }, { 4, 11, 16, 23 }, { 6, 10, 15, 21 } }

local function md5(text)
    local a0, b0, c0, d0 = 0x67452301, tobit(0xefcdab89), tobit(0x98badcfe), 0x10325476
    local w = {}
    text = text .. pad(#text, true)
    for at = 1, #text, 64 do
        load_block(text, at, w)
        for i = 1, 16 do
            w[i] = bswap(w[i])
        end
        local a, b, c, d = a0, b0, c0, d0
        for i = 0, 63 do
            local f, g
            local round = rshift(i, 4)
            if round == 0 then
                f, g = bxor(d, band(b, bxor(c, d))), i
            elseif round == 1 then
                f, g = bxor(c, band(d, bxor(b, c))), (5 * i + 1) % 16
            elseif round == 2 then
                f, g = bxor(b, c, d), (3 * i + 5) % 16
            else
                f, g = bxor(c, bor(b, bnot(d))), (7 * i) % 16
            end
            f = tobit(f + a + md5_sine[i + 1] + w[g + 1])
            a, d, c, b = d, c, b, tobit(b + rol(f, md5_turns[round + 1][i % 4 + 1]))
        end
        a0, b0, c0, d0 = tobit(a0 + a), tobit(b0 + b), tobit(c0 + c), tobit(d0 + d)
    end
    return bytes_of(bswap(a0)) .. bytes_of(bswap(b0)) .. bytes_of(bswap(c0)) .. bytes_of(bswap(d0))
end

local function sha1(text)
    local h1, h2, h3, h4, h5 = 0x67452301, tobit(0xefcdab89), tobit(0x98badcfe), 0x10325476, tobit(0xc3d2e1f0)
    local w = {}
    text = text .. pad(#text)
    for at = 1, #text, 64 do
        load_block(text, at, w)
        for i = 17, 80 do
            w[i] = rol(bxor(w[i - 3], w[i - 8], w[i - 14], w[i - 16]), 1)
        end
        local a, b, c, d, e = h1, h2, h3, h4, h5
        for i = 1, 80 do
            local f
            if i <= 20 then
                f = bxor(d, band(b, bxor(c, d))) + 0x5a827999
            elseif i <= 40 then
                f = bxor(b, c, d) + 0x6ed9eba1
            elseif i <= 60 then
                f = bor(band(b, c), band(d, bor(b, c))) + 0x8f1bbcdc
            else
                f = bxor(b, c, d) + 0xca62c1d6
            end
            a, b, c, d, e = tobit(rol(a, 5) + f + e + w[i]), a, ror(b, 2), c, d
        end
        h1, h2, h3, h4, h5 = tobit(h1 + a), tobit(h2 + b), tobit(h3 + c), tobit(h4 + d), tobit(h5 + e)
    end
    return bytes_of(h1) .. bytes_of(h2) .. bytes_of(h3) .. bytes_of(h4) .. bytes_of(h5)
end

local sha256_start = {}
for i, prime in ipairs({ 2, 3, 5, 7, 11, 13, 17, 19 }) do
    sha256_start[i] = fraction(math.sqrt(prime))
end

local function sha256_block(h, w)
    local a, b, c, d, e, f, g, last = h[1], h[2], h[3], h[4], h[5], h[6], h[7], h[8]
    for i = 17, 64 do
        local x, y = w[i - 15], w[i - 2]
        local s0 = bxor(ror(x, 7), ror(x, 18), rshift(x, 3))
        local s1 = bxor(ror(y, 17), ror(y, 19), rshift(y, 10))
        w[i] = tobit(w[i - 16] + s0 + w[i - 7] + s1)
    end
    for i = 1, 64 do
        local t1 = last + bxor(ror(e, 6), ror(e, 11), ror(e, 25)) + bxor(g, band(e, bxor(f, g))) + sha256_k[i] + w[i]
        local t2 = bxor(ror(a, 2), ror(a, 13), ror(a, 22)) + bor(band(a, b), band(c, bor(a, b)))
        a, b, c, d, e, f, g, last = tobit(t1 + t2), a, b, c, tobit(d + t1), e, f, g
    end
    h[1], h[2], h[3], h[4] = tobit(h[1] + a), tobit(h[2] + b), tobit(h[3] + c), tobit(h[4] + d)
    h[5], h[6], h[7], h[8] = tobit(h[5] + e), tobit(h[6] + f), tobit(h[7] + g), tobit(h[8] + last)
end

local function sha256(text)
    local h, w = { unpack(sha256_start) }, {}
    text = text .. pad(#text)
    for at = 1, #text, 64 do
        load_block(text, at, w)
        sha256_block(h, w)
    end
    for i = 1, 8 do
        h[i] = bytes_of(h[i])
    end
    return table.concat(h)
end

-- HMAC (RFC 2104), of which the leftmost 16 bytes are used. No key here is longer than a block.
local function hmac(hash)
    return function(key, text)
        local inner, outer = {}, {}
        for i = 1, 64 do
            local k = byte(key, i) or 0
            inner[i], outer[i] = char(bxor(k, 0x36)), char(bxor(k, 0x5c))
        end
        return hash(table.concat(outer) .. hash(table.concat(inner) .. text)):sub(1, 16)
    end
end

mac.hmac_md5 = hmac(md5)
mac.hmac_sha1 = hmac(sha1)
mac.hmac_sha256 = hmac(sha256)

-- AES-128, encryption of single blocks.

local function double(x)
    return band(bxor(lshift(x, 1), x >= 128 and 0x1b or 0), 255)
end

local sbox = {}
do
    -- 3 generates the field: x runs through its powers, y through those of the inverse.
    local x, y = 1, 1
    repeat
        x = bxor(x, double(x))
        y = bxor(y, band(lshift(y, 1), 255))
        y = bxor(y, band(lshift(y, 2), 255))
        y = bxor(y, band(lshift(y, 4), 255))
        if y >= 128 then
            y = bxor(y, 9)
        end
        local s = y
        for i = 1, 4 do
            s = bxor(s, band(bor(lshift(y, i), rshift(y, 8 - i)), 255))
        end
        sbox[x] = bxor(s, 0x63)
    until x == 1
    sbox[0] = 0x63
end

local function aes_schedule(key)
    local k, constant = { byte(key, 1, 16) }, 1
    for i = 17, 176, 4 do
        local a, b, c, d = k[i - 4], k[i - 3], k[i - 2], k[i - 1]
        if i % 16 == 1 then
            a, b, c, d = bxor(sbox[b], constant), sbox[c], sbox[d], sbox[a]
            constant = double(constant)
        end
        k[i], k[i + 1] = bxor(k[i - 16], a), bxor(k[i - 15], b)
        k[i + 2], k[i + 3] = bxor(k[i - 14], c), bxor(k[i - 13], d)
    end
    return k
end

local function aes_encrypt(k, block)
    local s = { byte(block, 1, 16) }
    for i = 1, 16 do
        s[i] = bxor(s[i], k[i])
    end
    for round = 1, 10 do
        local t = {}
        for column = 0, 3 do
            -- Bytes substituted, rows shifted.
            local v = {}
            for row = 0, 3 do
                v[row] = sbox[s[(4 * (column + row) + row) % 16 + 1]]
            end
            local all = bxor(v[0], v[1], v[2], v[3])
            for row = 0, 3 do
                local mixed = round == 10 and v[row] or bxor(v[row], all, double(bxor(v[row], v[(row + 1) % 4])))
                t[4 * column + row + 1] = bxor(mixed, k[16 * round + 4 * column + row + 1])
            end
        end
        s = t
    end
    return char(unpack(s))
end

-- GHASH by tables of 256 multiples of H. Bit 0 of a field element is the leftmost one (SP 800-38D, 6.3).

local ghash_fold = {}
for i = 0, 255 do
    -- What the 8 bits that leave at the right become at the left.
    local v, r = i, 0
    for _ = 1, 8 do
        r = bxor(rshift(r, 1), band(v, 1) == 1 and lshift(0xe1, 24) or 0)
        v = rshift(v, 1)
    end
    ghash_fold[i] = r
end

local function ghash_table(h)
    local m = {}
    local a, b = word(byte(h, 1, 4)), word(byte(h, 5, 8))
    local c, d = word(byte(h, 9, 12)), word(byte(h, 13, 16))
    m[0] = { 0, 0, 0, 0 }
    local i = 128
    while i >= 1 do
        m[i] = { a, b, c, d }
        local carry = band(d, 1) == 1 and lshift(0xe1, 24) or 0
        d = bor(rshift(d, 1), lshift(c, 31))
        c = bor(rshift(c, 1), lshift(b, 31))
        b = bor(rshift(b, 1), lshift(a, 31))
        a = bxor(rshift(a, 1), carry)
        i = i / 2
    end
    for power = 1, 7 do
        local p = 2 ^ power
        for j = 1, p - 1 do
            local x, y = m[p], m[j]
            m[p + j] = { bxor(x[1], y[1]), bxor(x[2], y[2]), bxor(x[3], y[3]), bxor(x[4], y[4]) }
        end
    end
    return m
end

local function ghash(m, text)
    local x = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
    local a, b, c, d = 0, 0, 0, 0
    for at = 1, #text, 16 do
        for i = 0, 3 do
            local z = i == 0 and a or i == 1 and b or i == 2 and c or d
            local p, q, r, s = byte(text, at + 4 * i, at + 4 * i + 3)
            x[4 * i + 1], x[4 * i + 2] = bxor(p, rshift(z, 24)), bxor(q, band(rshift(z, 16), 255))
            x[4 * i + 3], x[4 * i + 4] = bxor(r, band(rshift(z, 8), 255)), bxor(s, band(z, 255))
        end
        a, b, c, d = 0, 0, 0, 0
        for i = 16, 1, -1 do
            local t = m[x[i]]
            local fold = ghash_fold[band(d, 255)]
            d = bxor(bor(rshift(d, 8), lshift(c, 24)), t[4])
            c = bxor(bor(rshift(c, 8), lshift(b, 24)), t[3])
            b = bxor(bor(rshift(b, 8), lshift(a, 24)), t[2])
            a = bxor(rshift(a, 8), fold, t[1])
        end
    end
    return bytes_of(a) .. bytes_of(b) .. bytes_of(c) .. bytes_of(d)
end

local function xor(a, b)
    local out = {}
    for i = 1, #a do
        out[i] = char(bxor(byte(a, i), byte(b, i)))
    end
    return table.concat(out)
end

local gmac_keys = {}

-- key: 16 bytes and 4 of salt; number: the packet number in 8 bytes.
function mac.gmac(key, text, number)
    local made = gmac_keys[key]
    if not made then
        local schedule = aes_schedule(key)
        made = { schedule = schedule, multiples = ghash_table(aes_encrypt(schedule, rep("\0", 16))) }
        gmac_keys[key] = made
    end
    local padded = text .. rep("\0", -#text % 16)
    local lengths = rep("\0", 4) .. bytes_of(tobit(#text * 8)) .. rep("\0", 8)
    local first = aes_encrypt(made.schedule, key:sub(17, 20) .. number .. "\0\0\0\1")
    return xor(ghash(made.multiples, padded .. lengths), first)
end

-- For the test: the hashes themselves.
mac.hashes = { md5 = md5, sha1 = sha1, sha256 = sha256 }

return mac
