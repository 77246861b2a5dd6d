-- SPDX-License-Identifier: MIT
-- Copyright (c) 2026 Seed ed1e0298 maintainers
--
-- Wireshark dissector of L4 mobility, version 1: the extended header behind TCP and UDP headers. "Section" below is one
-- of doc/specification.rst. It needs l4m_mac.lua beside it. MIT is compatible with the GPL, as Wireshark asks of Lua
-- scripts; together with Wireshark they are under the GPL, version 2 or later.
--
-- It takes the place of TCP and UDP above IP. A plain packet goes on to them untouched. From an extended one the header is
-- taken off first, as the receiving host's layer does: so TCP's sequence numbers are right, and streams are put together
-- and dissected as if there were no mobility.
--
-- The key log (preference l4m.keys) has lines "l4m tcp|udp INITIATOR'S-PORT RESPONDER'S-PORT SUITE K_I2R K_R2I
-- K_CONFIRM"; with it each MAC is marked right or wrong.

local here = debug.getinfo(1, "S").source:sub(2):match("^(.*[/\\])") or ""
local mac = dofile(here .. "l4m_mac.lua")
local band, rshift = bit.band, bit.rshift

local TCP, UDP = 6, 17
local INIT, OFFER, DATA, EMPTY, ANSWER = 1, 2, 3, 4, 5
local ACCEPT, RETRY, REFUSE = 0, 1, 2
local MAGIC = "L4M1"
local TCP_OPTION = "\254\004L4"
local SUITES, KEY_SHARE, PORT_PAIRS, CHOICE, GROUP = 0x8001, 0x8002, 0x8003, 0x8004, 0x8005

local protocol_names = { [TCP] = "tcp", [UDP] = "udp" }
local type_names = { [INIT] = "L4_INIT", [OFFER] = "L4_OFFER", [DATA] = "DATA", [EMPTY] = "EMPTY", [ANSWER] = "ANSWER" }
local result_names = { [ACCEPT] = "accept", [RETRY] = "retry", [REFUSE] = "refuse" }
local reason_names = { [0] = "none", [11] = "version", [22] = "suite" }
local group_names =
    { [2] = "modp1024", [5] = "modp1536", [14] = "modp2048", [15] = "modp3072", [31] = "x25519" }
local group_sizes = { [2] = 128, [5] = 192, [14] = 256, [15] = 384, [31] = 32 }
local option_names = {
    [SUITES] = "SUITES",
    [KEY_SHARE] = "KEY_SHARE",
    [PORT_PAIRS] = "PORT_PAIRS",
    [CHOICE] = "CHOICE",
    [GROUP] = "GROUP",
}
local option_places = {
    [INIT] = { [SUITES] = true, [KEY_SHARE] = true, [PORT_PAIRS] = true },
    [OFFER] = { [KEY_SHARE] = true, [PORT_PAIRS] = true, [CHOICE] = true, [GROUP] = true },
}

-- Section 4. mac: of packets; confirm: of an L4_OFFER; sizes of their keys.
local suites, suite_names, suite_by_name = {}, {}, {}
for _, row in ipairs({
    { 0x0001, "paper", 2, "hmac_md5", 16, "hmac_md5", 16, false },
    { 0x0002, "modp1536-hmac-sha1", 5, "hmac_sha1", 20, "hmac_sha1", 20, true },
    { 0x0003, "modp1536-hmac-sha256", 5, "hmac_sha256", 32, "hmac_sha256", 32, true },
    { 0x0004, "modp2048-hmac-sha1", 14, "hmac_sha1", 20, "hmac_sha1", 20, true },
    { 0x0005, "modp2048-hmac-sha256", 14, "hmac_sha256", 32, "hmac_sha256", 32, true },
    { 0x0006, "modp3072-hmac-sha1", 15, "hmac_sha1", 20, "hmac_sha1", 20, true },
    { 0x0007, "modp3072-hmac-sha256", 15, "hmac_sha256", 32, "hmac_sha256", 32, true },
    { 0x0010, "default", 31, "hmac_sha256", 32, "hmac_sha256", 32, true },
    { 0x0011, "fast", 31, "gmac", 20, "hmac_sha256", 32, true },
}) do
    local suite = {
        id = row[1],
        name = row[2],
        group = row[3],
        mac = row[4],
        key_size = row[5],
        confirm = row[6],
        confirm_size = row[7],
        numbered = row[8],
    }
    suites[suite.id], suite_names[suite.id], suite_by_name[suite.name] = suite, suite.name, suite
end

-- Fields.

local l4m = Proto("l4m", "L4 Mobility")
local f = {
    version = ProtoField.uint8("l4m.version", "Version", base.DEC, nil, 0xf0),
    type = ProtoField.uint8("l4m.type", "Type", base.DEC, type_names, 0x0f),
    length = ProtoField.uint8("l4m.length", "Header length", base.DEC, nil, nil, "in words of 4 bytes"),
    echo = ProtoField.uint16("l4m.echo", "Echo", base.DEC, nil, nil, "low 16 bits of the peer's state sequence"),
    state = ProtoField.uint32("l4m.state_sequence", "State sequence"),
    low = ProtoField.uint32("l4m.packet_number_low", "Packet number, low 32 bits"),
    number = ProtoField.uint64("l4m.packet_number", "Packet number"),
    mac = ProtoField.bytes("l4m.mac", "MAC"),
    mac_status = ProtoField.string("l4m.mac.status", "MAC is"),
    magic = ProtoField.string("l4m.magic", "Magic"),
    round = ProtoField.uint8("l4m.round", "Round"),
    result = ProtoField.uint8("l4m.result", "Result", base.DEC, result_names),
    reason = ProtoField.uint8("l4m.reason", "Reason", base.DEC, reason_names),
    reserved = ProtoField.bytes("l4m.reserved", "Reserved"),
    nonce_i = ProtoField.bytes("l4m.nonce_i", "Initiator's nonce"),
    nonce_r = ProtoField.bytes("l4m.nonce_r", "Responder's nonce"),
    option = ProtoField.uint16("l4m.option.type", "Option", base.HEX, option_names),
    critical = ProtoField.bool("l4m.option.critical", "Critical", 16, nil, 0x8000),
    option_length = ProtoField.uint16("l4m.option.length", "Length of the value"),
    option_value = ProtoField.bytes("l4m.option.value", "Value"),
    padding = ProtoField.bytes("l4m.option.padding", "Padding"),
    suite = ProtoField.uint16("l4m.suite", "Suite", base.HEX, suite_names),
    group = ProtoField.uint16("l4m.group", "Group", base.DEC, group_names),
    share = ProtoField.bytes("l4m.key_share", "Public value"),
    pair_i = ProtoField.uint16("l4m.port.initiator", "Initiator's port"),
    pair_r = ProtoField.uint16("l4m.port.responder", "Responder's port"),
    association = ProtoField.string("l4m.association", "Association"),
    from = ProtoField.string("l4m.from", "From"),
    payload = ProtoField.uint32("l4m.payload_length", "Length of the payload"),
    init_frame = ProtoField.framenum("l4m.answers", "Answers the L4_INIT in frame", base.NONE, frametype.RESPONSE),
}
local list = {}
for _, field in pairs(f) do
    list[#list + 1] = field
end
l4m.fields = list

local e = {
    malformed = ProtoExpert.new("l4m.malformed", "Malformed extended header", expert.group.MALFORMED, expert.severity.ERROR),
    invalid = ProtoExpert.new("l4m.invalid", "Message that a receiver discards", expert.group.PROTOCOL, expert.severity.ERROR),
    mac = ProtoExpert.new("l4m.mac.wrong", "The MAC is wrong", expert.group.SECURITY, expert.severity.ERROR),
    moved = ProtoExpert.new("l4m.moved", "The sender has moved", expert.group.SEQUENCE, expert.severity.CHAT),
    refused = ProtoExpert.new("l4m.refused", "Mobility is refused", expert.group.RESPONSE_CODE, expert.severity.NOTE),
    reserved = ProtoExpert.new("l4m.reserved.set", "Reserved bytes are not zero", expert.group.UNDECODED, expert.severity.NOTE),
    cut = ProtoExpert.new("l4m.cut", "Cut off by the capture: the MAC cannot be checked", expert.group.UNDECODED, expert.severity.WARN),
    keys = ProtoExpert.new("l4m.keys.unreadable", "The key log cannot be used", expert.group.DECRYPTION, expert.severity.WARN),
    fault = ProtoExpert.new("l4m.fault", "Fault of the dissector", expert.group.DEBUG, expert.severity.ERROR),
}
l4m.experts = { e.malformed, e.invalid, e.mac, e.moved, e.refused, e.reserved, e.cut, e.keys, e.fault }

l4m.prefs.keys = Pref.string("Key log", "", "File with lines: l4m tcp|udp PORT PORT SUITE K_I2R K_R2I K_CONFIRM")

-- Bytes.

local function get16(s, at)
    local a, b = s:byte(at + 1, at + 2)
    return a * 256 + b
end

local function get32(s, at)
    return get16(s, at) * 65536 + get16(s, at + 2)
end

local function put16(v)
    return string.char(rshift(v, 8), band(v, 255))
end

local function put32(v)
    return put16(math.floor(v / 65536)) .. put16(v % 65536)
end

local function from_hex(text, size)
    if #text ~= 2 * size or text:find("%X") then
        return nil
    end
    return (text:gsub("%x%x", function(digits)
        return string.char(tonumber(digits, 16))
    end))
end

-- Key log.

local keys, keys_problem

local function key_of(line)
    local words = {}
    for word in line:gmatch("%S+") do
        words[#words + 1] = word
    end
    if words[1] ~= "l4m" then
        return nil
    end
    local suite = suite_by_name[words[5]]
    local key = {
        protocol = words[2] == "tcp" and TCP or words[2] == "udp" and UDP or nil,
        initiator = tonumber(words[3]),
        responder = tonumber(words[4]),
        suite = suite,
        i2r = suite and words[6] and from_hex(words[6], suite.key_size),
        r2i = suite and words[7] and from_hex(words[7], suite.key_size),
        confirm = suite and words[8] and from_hex(words[8], suite.confirm_size),
    }
    if #words == 8 and key.protocol and key.initiator and key.responder and key.i2r and key.r2i and key.confirm then
        return key
    end
    return nil, "is not a line of a key log"
end

local function read_keys()
    keys, keys_problem = {}, nil
    local name = l4m.prefs.keys
    if name == "" then
        return
    end
    local text
    local file, problem = io.open(name, "r")
    if file then
        -- A directory can be opened, but not read.
        text, problem = file:read("*a")
        file:close()
    end
    if not text then
        keys_problem = problem
        return
    end
    local number = 0
    for line in (text .. "\n"):gmatch("(.-)\n") do
        number = number + 1
        local key, wrong = key_of(line)
        keys[#keys + 1] = key
        if wrong then
            keys_problem = name .. ", line " .. number .. " " .. wrong
        end
    end
end

-- What is remembered of a capture. Packets are looked at in order once; what was found is kept by frame.

local associations, inits, found

local function forget()
    associations, inits, found = {}, {}, {}
    read_keys()
end
forget()
l4m.init = forget
function l4m.prefs_changed()
    read_keys()
end

local function ports_key(protocol, a, b)
    return protocol .. ":" .. math.min(a, b) .. ":" .. math.max(a, b)
end

local function association_text(a)
    return ("%s %d:%d %s"):format(protocol_names[a.protocol], a.initiator, a.responder, a.suite.name)
end

local function new_association(packet, initiator, responder, suite)
    local a = { protocol = packet.protocol, initiator = initiator, responder = responder, suite = suite }
    a.next = { [true] = { 0, 0 }, [false] = { 0, 0 } }
    a.state, a.address = {}, {}
    local key = ports_key(packet.protocol, initiator, responder)
    associations[key] = associations[key] or {}
    table.insert(associations[key], 1, a)
    return a
end

-- Packet numbers are pairs {high, low} of 32 bits each, since Lua's numbers have 53. Section 6.4.
local function expand(following, low)
    local half, high = 0x80000000, following[1]
    local ahead = (low - following[2]) % 0x100000000
    if ahead <= half then
        -- At or ahead of what is expected, perhaps beyond 2^32.
        if low < following[2] then
            high = high + 1
        end
    elseif low > following[2] then
        high = high - 1
    end
    -- Not below 0 and not beyond 2^64.
    return { math.min(math.max(high, 0), 0xffffffff), low }
end

local function not_below(a, b)
    return a[1] > b[1] or a[1] == b[1] and a[2] >= b[2]
end

local function successor(n)
    return n[2] == 0xffffffff and { n[1] + 1, 0 } or { n[1], n[2] + 1 }
end

-- Form of a message. Each of these returns what is wrong, or nil.

-- The options between two offsets: a list of {type, value, at, length}.
local function read_options(s, at, stop)
    local options = {}
    while at < stop do
        if stop - at < 4 then
            return options, "an option is cut off by the end of the header"
        end
        local kind, length = get16(s, at), get16(s, at + 2)
        if at + 4 + length + -length % 4 > stop then
            return options, "an option runs past the header"
        end
        options[#options + 1] = { type = kind, at = at, length = length, value = s:sub(at + 5, at + 4 + length) }
        at = at + 4 + length + -length % 4
    end
    return options
end

local function pairs_of(value)
    local out = {}
    for at = 0, #value - 4, 4 do
        out[#out + 1] = { get16(value, at), get16(value, at + 2) }
    end
    return out
end

local size_is_right = {
    [SUITES] = function(n) return n > 0 and n % 2 == 0 end,
    [KEY_SHARE] = function(n) return n > 2 end,
    [PORT_PAIRS] = function(n) return n > 0 and n % 4 == 0 end,
    [CHOICE] = function(n) return n == 6 end,
    [GROUP] = function(n) return n == 2 end,
}

-- One option of a set-up message, into m.
local function take_option(m, option)
    local kind, value = option.type, option.value
    if not (option_places[m.type] or {})[kind] then
        return kind >= 0x8000 and "a critical option is not known here" or nil
    end
    if not size_is_right[kind](#value) then
        return option_names[kind] .. " has an impossible size"
    end
    if kind == KEY_SHARE then
        local group = get16(value, 0)
        if m.shares[group] then
            return "two key shares of one group"
        end
        m.shares[group] = #value - 2
        m.share_count = m.share_count + 1
        return
    end
    if m[kind] then
        return option_names[kind] .. " stands twice"
    end
    m[kind] = value
    if kind == PORT_PAIRS then
        for _, pair in ipairs(pairs_of(value)) do
            if pair[1] == 0 or pair[2] == 0 then
                return "a port is 0"
            end
        end
    end
end

local function contains(text, part)
    for at = 1, #text, #part do
        if text:sub(at, at + #part - 1) == part then
            return true
        end
    end
    return false
end

local function check_offer(m)
    if m.result > REFUSE then
        return "the result is reserved"
    elseif m.result == RETRY then
        return not m[PORT_PAIRS] and not m[GROUP] and "a retry needs PORT_PAIRS or GROUP" or nil
    elseif m.result == REFUSE then
        return
    end
    if not m[CHOICE] or m.share_count ~= 1 then
        return "an accept needs CHOICE and exactly one KEY_SHARE"
    end
    local suite = suites[get16(m[CHOICE], 0)]
    if not suite or not m.shares[suite.group] then
        return "the chosen suite is not known, or the key share is of another group"
    end
    if m.shares[suite.group] ~= group_sizes[suite.group] then
        return "the public value has a wrong length"
    end
    m.suite, m.pair = suite, { get16(m[CHOICE], 2), get16(m[CHOICE], 4) }
end

local fixed_sizes = { [INIT] = 32, [OFFER] = 64 }

-- The extended header at an offset. numbered: whether the suite has packet numbers.
-- Returns the message, what is wrong with its form, and what is wrong with its meaning.
local function read_message(s, at, whole, numbered)
    if #s - at < 8 then
        return nil, "shorter than an extended header"
    end
    local first = s:byte(at + 1)
    local m = { at = at, version = rshift(first, 4), type = band(first, 15), length = 4 * s:byte(at + 2), shares = {}, share_count = 0 }
    m.echo, m.state = get16(s, at + 2), get32(s, at + 4)
    m.setup = m.type == INIT or m.type == OFFER
    m.fixed = fixed_sizes[m.type] or (numbered and 28 or 24)
    m.options = {}
    if m.version ~= 1 then
        return m, "version is not 1"
    elseif not type_names[m.type] then
        return m, "type is reserved"
    elseif m.length < m.fixed then
        return m, "header length is below that of this type"
    elseif m.length > #s - at then
        return m, "header length is beyond the end of the packet"
    elseif m.setup and s:sub(at + 9, at + 12) ~= MAGIC then
        return m, "no magic"
    end
    m.text = s:sub(at + 1, at + m.length)
    if m.setup then
        m.round, m.nonce_i = m.text:byte(13), m.text:sub(17, 32)
    end
    if m.type == OFFER then
        m.result, m.reason, m.nonce_r = m.text:byte(14), m.text:byte(15), m.text:sub(33, 48)
        m.mac = m.text:sub(49, 64)
    elseif not m.setup then
        m.low = numbered and get32(m.text, 8) or nil
        m.mac = m.text:sub(m.fixed - 15, m.fixed)
    end
    local problem
    m.options, problem = read_options(s, at + m.fixed, at + m.length)
    if problem then
        return m, problem
    elseif m.type ~= DATA and at + m.length ~= whole then
        return m, "bytes behind a message that has no payload"
    end
    for _, option in ipairs(m.options) do
        problem = problem or take_option(m, option)
    end
    if not problem and m.type == INIT and not (m[SUITES] and m[PORT_PAIRS]) then
        problem = "SUITES or PORT_PAIRS is missing"
    elseif not problem and m.type == OFFER then
        problem = check_offer(m)
    end
    return m, nil, problem
end

-- MACs.

local function replace(s, at, text)
    return s:sub(1, at) .. text .. s:sub(at + #text + 1)
end

local function without_checksum(packet, s)
    return replace(s, packet.protocol == TCP and 16 or 6, "\0\0")
end

local function packet_mac(packet, m, key, from_initiator, number)
    local suite = key.suite
    local high = suite.numbered and put32(number[1]) or put32(0)
    local s = replace(without_checksum(packet, packet.text), m.at + m.fixed - 16, high .. ("\0"):rep(12))
    return mac[suite.mac](from_initiator and key.i2r or key.r2i, s, high .. put32(number and number[2] or 0))
end

local function offer_mac(packet, m, key, init)
    local offer = replace(m.text, 48, ("\0"):rep(16))
    local header = without_checksum(packet, packet.text:sub(1, m.at))
    return mac[key.suite.confirm](key.confirm, header .. offer .. init.text)
end

local function key_fits(key, protocol, initiator, responder, suite)
    return key.protocol == protocol and key.initiator == initiator and key.responder == responder
        and (not suite or key.suite == suite)
end

-- Whether the capture ends before an extended header does, if what there is of that is believed.
local function header_is_cut(packet, setup)
    local at, s = packet.l4_length, packet.text
    local first, words = s:byte(at + 1, at + 2)
    local kind = first and band(first, 15)
    if first and (rshift(first, 4) ~= 1 or not type_names[kind] or (kind == INIT or kind == OFFER) ~= setup) then
        return false
    end
    local length = words and 4 * words or packet.whole - at
    return length >= (setup and 32 or 24) and length <= packet.whole - at and length > #s - at
end

local CUT = "not checked: cut off by the capture"

-- Set-up messages.

local function init_key(protocol, source, destination, m)
    return table.concat({ protocol, source, destination, m.round, m.nonce_i }, ":")
end

local function take_init(packet, m)
    local key = init_key(packet.protocol, packet.source_port, packet.destination_port, m)
    inits[key] = inits[key] or { text = m.text, frame = packet.frame, suites = m[SUITES], pairs = m[PORT_PAIRS], state = m.state }
end

local function accepted(packet, r, init)
    local m = r.message
    local initiator, responder = m.pair[1], m.pair[2]
    local id = m.nonce_i .. m.nonce_r
    local a
    for _, known in ipairs(associations[ports_key(packet.protocol, initiator, responder)] or {}) do
        a = a or (known.id == id and known or nil)
    end
    a = a or new_association(packet, initiator, responder, m.suite)
    r.association = a
    if not a.id then
        a.id = id
        a.state[false], a.state[true] = m.state, init and init.state or 0
        a.address[false], a.address[true] = packet.source, packet.destination
    end
    r.mac = "not checked: no key"
    for _, key in ipairs(keys) do
        if key_fits(key, packet.protocol, initiator, responder, m.suite) and r.mac ~= "right" then
            if not init then
                r.mac = "not checked: its L4_INIT is not in the capture"
            elseif offer_mac(packet, m, key, init) == m.mac then
                r.mac, a.key = "right", key
            else
                r.mac = "wrong"
            end
        end
    end
end

local function take_offer(packet, r)
    local m = r.message
    local init = inits[init_key(packet.protocol, packet.destination_port, packet.source_port, m)]
    r.init_frame = init and init.frame
    if m.result ~= ACCEPT then
        return
    end
    if init and not contains(init.suites, m[CHOICE]:sub(1, 2)) then
        r.invalid = "the suite was not proposed"
    elseif init and not contains(init.pairs, m[CHOICE]:sub(3, 6)) then
        r.invalid = "the port pair was not proposed"
    else
        accepted(packet, r, init)
    end
end

local function read_setup(packet)
    local r = { setup = true }
    if header_is_cut(packet, true) then
        r.cut, r.mac = true, CUT
        return r
    end
    r.message, r.problem, r.invalid = read_message(packet.text, packet.l4_length, #packet.text, false)
    if r.problem or r.invalid then
        return r
    end
    if not r.message.setup then
        r.problem = "announced as L4_INIT or L4_OFFER, but is another type"
        return r
    end
    r.from_initiator = r.message.type == INIT
    if r.from_initiator then
        take_init(packet, r.message)
    else
        take_offer(packet, r)
    end
    return r
end

-- DATA, EMPTY and ANSWER: known by the ports of an association, or by a key under which the MAC holds.

local RIGHT = 4 -- the rank of what has a right MAC; below it good form, then a form cut off, then any

local function read_as(packet, a, key, from_initiator, suite)
    local r = { association = a, key = key, from_initiator = from_initiator, suite = suite }
    if header_is_cut(packet, false) then
        r.cut, r.mac, r.rank = true, CUT, 2
        return r
    end
    r.message, r.problem, r.invalid = read_message(packet.text, packet.l4_length, packet.whole, suite.numbered)
    if not r.problem and r.message.setup then
        r.problem = "L4_INIT or L4_OFFER on a packet that does not announce it"
    end
    if r.problem then
        r.rank = 1
        return r
    end
    local m = r.message
    r.number = m.low and expand(a and a.next[from_initiator] or { 0, 0 }, m.low)
    r.rank = 3
    if packet.cut then
        r.mac = CUT
    elseif not key then
        r.mac = "not checked: no key"
    elseif packet_mac(packet, m, key, from_initiator, r.number) == m.mac then
        r.mac, r.rank = "right", RIGHT
    else
        r.mac = "wrong"
    end
    return r
end

local function better(best, r)
    return (not best or r.rank > best.rank) and r or best
end

local function direction_fits(packet, pair, from_initiator)
    local a, b = pair.initiator, pair.responder
    if not from_initiator then
        a, b = b, a
    end
    return packet.source_port == a and packet.destination_port == b
end

local function read_for(packet, a, from_initiator, best)
    if a.key then
        return better(best, read_as(packet, a, a.key, from_initiator, a.suite))
    end
    local tried = false
    for _, key in ipairs(keys) do
        if key_fits(key, a.protocol, a.initiator, a.responder, a.suite) then
            best = better(best, read_as(packet, a, key, from_initiator, a.suite))
            tried = true
        end
    end
    return tried and best or better(best, read_as(packet, a, nil, from_initiator, a.suite))
end

local function read_best(packet)
    local best
    for _, a in ipairs(associations[ports_key(packet.protocol, packet.source_port, packet.destination_port)] or {}) do
        for _, from_initiator in ipairs({ true, false }) do
            if direction_fits(packet, a, from_initiator) and not (best and best.rank == RIGHT) then
                best = read_for(packet, a, from_initiator, best)
            end
        end
    end
    for _, key in ipairs(keys) do
        for _, from_initiator in ipairs({ true, false }) do
            if key.protocol == packet.protocol and direction_fits(packet, key, from_initiator)
                and not (best and best.rank == RIGHT) then
                -- Of other packets on these ports it is not known whether they belong to an association; of those that are
                -- cut off it cannot be known.
                local r = read_as(packet, nil, key, from_initiator, key.suite)
                if r.rank == RIGHT or packet.cut and not r.problem then
                    best = better(best, r)
                end
            end
        end
    end
    return best
end

-- What an authentic packet, or one that cannot be checked, tells of its association.
local function take_effect(packet, r)
    local a, m, from = r.association, r.message, r.from_initiator
    if r.number and not_below(r.number, a.next[from]) then
        a.next[from] = successor(r.number)
    end
    if not a.address[from] then
        a.address[from], a.address[not from], a.state[from] = packet.source, packet.destination, m.state
    elseif m.state > (a.state[from] or 0) then
        r.moved = tostring(a.address[from]) .. " to " .. tostring(packet.source)
        a.state[from], a.address[from] = m.state, packet.source
    end
end

local function read_data(packet)
    local r = read_best(packet)
    if not r then
        return nil
    end
    local a = r.association
    if (r.problem or r.cut) and a and a.address[r.from_initiator] ~= packet.source and a.address[not r.from_initiator] ~= packet.destination then
        -- An ordinary socket's, between other hosts (section 7.7).
        return nil
    end
    if r.problem or r.cut or r.mac == "wrong" or not a and r.mac ~= "right" then
        return r
    end
    if not a then
        a = new_association(packet, r.key.initiator, r.key.responder, r.suite)
        r.association = a
    end
    a.key = a.key or (r.mac == "right" and r.key or nil)
    take_effect(packet, r)
    return r
end

-- From the L4 header to what the packet is; nil: plain.
local function classify(packet)
    local s = packet.text
    if packet.protocol == UDP then
        packet.l4_length = 8
        local kind = #s > 8 and band(s:byte(9), 15) or 0
        if (kind == INIT or kind == OFFER) and s:sub(17, 20) == MAGIC then
            return read_setup(packet)
        end
        return read_data(packet)
    end
    packet.l4_length = 4 * rshift(s:byte(13), 4)
    if packet.l4_length < 20 or packet.l4_length > #s then
        return nil
    end
    local flags = s:byte(14)
    local at = 20
    while band(flags, 6) ~= 0 and at < packet.l4_length and s:byte(at + 1) ~= 0 do
        if s:sub(at + 1, at + 4) == TCP_OPTION and at + 4 <= packet.l4_length then
            return read_setup(packet)
        end
        at = at + (s:byte(at + 1) == 1 and 1 or math.max(s:byte(at + 2) or 2, 2))
    end
    -- A SYN without the option never belongs to an association.
    return band(flags, 2) == 0 and read_data(packet) or nil
end

-- The packet from its L4 header on, or nil where its L4 header is cut off or malformed.
local function packet_of(tvb, pinfo, protocol)
    local length, whole = tvb:len(), tvb:reported_len()
    if length < (protocol == TCP and 20 or 8) then
        return nil
    end
    if protocol == UDP then
        local said = tvb(4, 2):uint()
        if said < 8 or said > whole then
            return nil
        end
        whole, length = said, math.min(length, said)
    end
    return {
        protocol = protocol,
        text = tvb:raw(0, length),
        whole = whole,
        cut = length < whole,
        frame = pinfo.number,
        source = pinfo.net_src,
        destination = pinfo.net_dst,
        source_port = tvb(0, 2):uint(),
        destination_port = tvb(2, 2):uint(),
    }
end

-- Showing.

local function show_option(tree, tvb, option, m)
    local known = (option_places[m.type] or {})[option.type]
    local branch = tree:add(f.option, tvb(option.at, 2))
    branch:set_len(4 + option.length + -option.length % 4)
    branch:add(f.critical, tvb(option.at, 2))
    branch:add(f.option_length, tvb(option.at + 2, 2))
    local at, kind = option.at + 4, option.type
    if not known or not size_is_right[kind](option.length) then
        if option.length > 0 then
            branch:add(f.option_value, tvb(at, option.length))
        end
    elseif kind == SUITES then
        for i = 0, option.length - 2, 2 do
            branch:add(f.suite, tvb(at + i, 2))
        end
    elseif kind == KEY_SHARE then
        branch:add(f.group, tvb(at, 2))
        branch:add(f.share, tvb(at + 2, option.length - 2))
    elseif kind == GROUP then
        branch:add(f.group, tvb(at, 2))
    else
        local start = 0
        if kind == CHOICE then
            branch:add(f.suite, tvb(at, 2))
            start = 2
        end
        for i = start, option.length - 4, 4 do
            branch:add(f.pair_i, tvb(at + i, 2))
            branch:add(f.pair_r, tvb(at + i + 2, 2))
        end
    end
    if option.length % 4 ~= 0 then
        branch:add(f.padding, tvb(at + option.length, -option.length % 4))
    end
end

local function show_reserved(tree, tvb, at, length)
    local item = tree:add(f.reserved, tvb(at, length))
    if tvb:raw(at, length):find("[^%z]") then
        item:add_proto_expert_info(e.reserved)
    end
end

local function show_setup(tree, tvb, m)
    local at = m.at
    tree:add(f.magic, tvb(at + 8, 4))
    tree:add(f.round, tvb(at + 12, 1))
    if m.type == INIT then
        show_reserved(tree, tvb, at + 13, 3)
    else
        tree:add(f.result, tvb(at + 13, 1))
        local reason = tree:add(f.reason, tvb(at + 14, 1))
        if m.result == REFUSE then
            reason:add_proto_expert_info(e.refused)
        end
        show_reserved(tree, tvb, at + 15, 1)
    end
    tree:add(f.nonce_i, tvb(at + 16, 16))
    if m.type == OFFER then
        tree:add(f.nonce_r, tvb(at + 32, 16))
    end
end

local function show_mac(tree, tvb, r)
    local m = r.message
    local item = tree:add(f.mac, tvb(m.at + m.fixed - 16, 16))
    if not r.mac then
        return
    end
    tree:add(f.mac_status, r.mac):set_generated()
    if r.mac == "wrong" then
        item:add_proto_expert_info(e.mac)
    elseif r.mac:find("cut off") then
        item:add_proto_expert_info(e.cut)
    end
end

local function show_number(tree, tvb, r)
    tree:add(f.low, tvb(r.message.at + 8, 4))
    tree:add(f.number, UInt64.new(r.number[2], r.number[1])):set_generated()
end

-- What was found about the packet as a whole.
local function show_findings(tree, r)
    local m = r.message
    if r.association then
        tree:add(f.association, association_text(r.association)):set_generated()
    end
    if r.from_initiator ~= nil then
        tree:add(f.from, r.from_initiator and "initiator" or "responder"):set_generated()
    end
    if r.init_frame then
        tree:add(f.init_frame, r.init_frame):set_generated()
    end
    if r.invalid then
        tree:add_proto_expert_info(e.invalid, "Discarded by a receiver: " .. r.invalid)
    end
    if r.moved then
        tree:add_proto_expert_info(e.moved, "The " .. (r.from_initiator and "initiator" or "responder") .. " has moved: " .. r.moved)
    end
    if keys_problem then
        tree:add_proto_expert_info(e.keys, "The key log cannot be used: " .. keys_problem)
    end
    return m
end

local function show(tree, tvb, r)
    local m = r.message
    local at = r.at
    local length = m and not r.problem and m.length or tvb:len() - at
    local branch = length > 0 and tree:add(l4m, tvb(at, length)) or tree:add(l4m)
    if m then
        branch:add(f.version, tvb(at, 1))
        branch:add(f.type, tvb(at, 1))
        branch:add(f.length, tvb(at + 1, 1))
    end
    if r.problem then
        branch:append_text(", malformed")
        branch:add_proto_expert_info(e.malformed, "Malformed extended header: " .. r.problem)
        if m then
            for _, option in ipairs(m.options) do
                show_option(branch, tvb, option, m)
            end
        end
        show_findings(branch, r)
        return
    end
    if r.cut then
        branch:append_text(", cut off by the capture")
        branch:add(f.mac_status, r.mac):set_generated()
        branch:add_proto_expert_info(e.cut)
        show_findings(branch, r)
        return
    end
    branch:append_text(", " .. type_names[m.type])
    branch:add(f.echo, tvb(at + 2, 2))
    branch:add(f.state, tvb(at + 4, 4))
    if m.setup then
        show_setup(branch, tvb, m)
    elseif r.number then
        show_number(branch, tvb, r)
    end
    if m.type ~= INIT then
        show_mac(branch, tvb, r)
    end
    for _, option in ipairs(m.options) do
        show_option(branch, tvb, option, m)
    end
    if m.type == DATA then
        branch:add(f.payload, r.payload):set_generated()
    end
    show_findings(branch, r)
end

local function info_text(r)
    local m = r.message
    if r.problem then
        return "[L4M malformed] "
    elseif r.cut then
        return "[L4M cut off] "
    end
    local text = type_names[m.type]
    if m.result then
        text = text .. " " .. (result_names[m.result] or "?")
    end
    if r.mac == "wrong" then
        text = text .. ", MAC wrong"
    end
    return "[" .. text .. "] "
end

-- Taking the extended header off.

-- Checksum that stands to the new packet as the old one to the old: right stays right, wrong stays wrong.
local function adjusted(checksum, removed, length, times)
    local sum = 65535 - checksum
    for at = 0, #removed - 2, 2 do
        sum = sum + 65535 - get16(removed, at)
    end
    sum = sum + times * (65535 - length)
    while sum > 65535 do
        sum = math.floor(sum / 65536) + sum % 65536
    end
    return 65535 - sum
end

local function strip(packet, r)
    local s, m = packet.text, r.message
    local removed = s:sub(m.at + 1, m.at + m.length)
    local inner = s:sub(1, m.at) .. s:sub(m.at + m.length + 1)
    local at = packet.protocol == TCP and 16 or 6
    local checksum = get16(s, at)
    if packet.protocol == UDP then
        inner = replace(inner, 4, put16(#inner))
    end
    if checksum ~= 0 or packet.protocol == TCP then
        -- The length counts in the pseudo header, and on UDP in the header too.
        inner = replace(inner, at, put16(adjusted(checksum, removed, m.length, packet.protocol == UDP and 2 or 1)))
    end
    local bytes = ByteArray.new(inner, true)
    return bytes:tvb("Without extended header")
end

local beneath = {}

-- Hands a packet to TCP or UDP. Where they or those above them run past its end, Wireshark has already said so in the
-- tree, and Lua need not say it again.
local function hand_on(protocol, tvb, pinfo, tree)
    local good, problem = pcall(beneath[protocol].call, beneath[protocol], tvb, pinfo, tree)
    if not good and not tostring(problem):find("Malformed frame", 1, true) then
        error(problem, 0)
    end
end

local function analyse(tvb, pinfo, protocol)
    local packet = packet_of(tvb, pinfo, protocol)
    if not packet then
        return nil
    end
    local key = pinfo.number .. ":" .. protocol .. ":" .. tvb:offset()
    if found[key] == nil then
        local r = classify(packet)
        if r then
            r.at = packet.l4_length
            r.payload = r.message and packet.whole - r.at - r.message.length
        end
        found[key] = r or false
    end
    return packet, found[key] or nil
end

function l4m.dissector(tvb, pinfo, tree)
    local protocol = pinfo.match_uint
    local good, packet, r = pcall(analyse, tvb, pinfo, protocol)
    if not good then
        tree:add(l4m, tvb()):add_proto_expert_info(e.fault, "Fault of the dissector: " .. tostring(packet))
        r = nil
    end
    if not r then
        hand_on(protocol, tvb, pinfo, tree)
        return tvb:len()
    end
    show(tree, tvb, r)
    local inner = not r.problem and not packet.cut and strip(packet, r):range():tvb() or tvb
    if packet.cut then
        -- Where those above want more than was captured, they do not come back to here.
        pinfo.cols.info:set(info_text(r))
        pinfo.cols.info:fence()
    end
    hand_on(protocol, inner, pinfo, tree)
    if not packet.cut then
        pinfo.cols.info:prepend(info_text(r))
    end
    if r.problem or r.cut or r.message.type ~= DATA then
        pinfo.cols.protocol = "L4M"
    end
    return tvb:len()
end

local above_ip = DissectorTable.get("ip.proto")
for _, protocol in ipairs({ TCP, UDP }) do
    beneath[protocol] = above_ip:get_dissector(protocol)
    above_ip:add(protocol, l4m)
end
