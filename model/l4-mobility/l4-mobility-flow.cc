/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-flow.h"

#include "l4-mobility-address.h"

#include <cstring>

namespace ns3
{
namespace l4mobility
{

L4MobilityInfo
Flow::Info() const
{
    L4MobilityInfo info;
    info.protocol = inner.protocol;
    info.initiator = initiator;
    info.socketLocal = ToAddress(inner.local);
    info.socketPeer = ToAddress(inner.peer);
    info.socketLocalPort = inner.localPort;
    info.socketPeerPort = inner.peerPort;
    info.peer = ToAddress(peer);
    if (assoc)
    {
        const l4m_suite* suite = l4m_assoc_suite(assoc);
        info.suite = suite ? suite->name : "";
        info.rounds = l4m_assoc_rounds(assoc);
        info.localPort = l4m_assoc_local_port(assoc);
        info.peerPort = l4m_assoc_peer_port(assoc);
        info.localSeq = l4m_assoc_local_seq(assoc);
        info.peerSeq = l4m_assoc_peer_seq(assoc);
        info.peer = ToAddress(*l4m_assoc_peer(assoc));
    }
    info.began = began;
    info.initSent = initSent;
    info.offered = offered;
    info.established = established;
    info.computation = computation;
    return info;
}

std::size_t
FlowTable::KeyHash::operator()(const Key& key) const
{
    uint64_t h = 0;
    for (uint64_t word : key)
    {
        h = (h ^ word) * 0x9e3779b97f4a7c15ULL;
        h ^= h >> 29;
    }
    return static_cast<std::size_t>(h);
}

FlowTable::Key
FlowTable::MakeKey(const Inner& inner)
{
    Key key{};
    bool tcp = inner.protocol == L4M_PROTO_TCP;
    key[0] = static_cast<uint64_t>(inner.peer.family) << 40 |
             static_cast<uint64_t>(inner.protocol) << 32 |
             static_cast<uint64_t>(inner.localPort) << 16 | inner.peerPort;
    if (tcp)
    {
        std::memcpy(&key[1], inner.local.bytes, sizeof(inner.local.bytes));
    }
    std::memcpy(&key[3], inner.peer.bytes, sizeof(inner.peer.bytes));
    return key;
}

void
FlowTable::Add(Ptr<Flow> flow)
{
    flow->id = m_nextId++;
    m_flows[flow->id] = flow;
    m_inner[MakeKey(flow->inner)] = PeekPointer(flow);
    if (flow->initiator && flow->inner.protocol == L4M_PROTO_UDP)
    {
        m_udpInitiators[flow->inner.localPort] = PeekPointer(flow);
    }
}

void
FlowTable::Remove(Ptr<Flow> flow)
{
    auto inner = m_inner.find(MakeKey(flow->inner));
    if (inner != m_inner.end() && inner->second == PeekPointer(flow))
    {
        m_inner.erase(inner);
    }
    auto initiator = m_udpInitiators.find(flow->inner.localPort);
    if (initiator != m_udpInitiators.end() && initiator->second == PeekPointer(flow))
    {
        m_udpInitiators.erase(initiator);
    }
    m_flows.erase(flow->id);
}

Flow*
FlowTable::FindInner(const Inner& inner) const
{
    auto it = m_inner.find(MakeKey(inner));
    return it == m_inner.end() ? nullptr : it->second;
}

Flow*
FlowTable::FindUdpInitiator(uint16_t localPort) const
{
    auto it = m_udpInitiators.find(localPort);
    return it != m_udpInitiators.end() && it->second->fate == Fate::MOBILE ? it->second : nullptr;
}

void
FlowTable::Rename(Flow& flow, uint16_t peerPort)
{
    m_inner.erase(MakeKey(flow.inner));
    flow.inner.peerPort = peerPort;
    m_inner[MakeKey(flow.inner)] = &flow;
}

bool
FlowTable::HasUdpPeer(const l4m_addr& peer, l4m_addr& local) const
{
    for (const auto& [id, flow] : m_flows)
    {
        if (flow->inner.protocol == L4M_PROTO_UDP && flow->fate == Fate::MOBILE &&
            Same(flow->inner.peer, peer))
        {
            local = flow->inner.local;
            return true;
        }
    }
    return false;
}

std::vector<Ptr<Flow>>
FlowTable::All() const
{
    std::vector<Ptr<Flow>> all;
    all.reserve(m_flows.size());
    for (const auto& [id, flow] : m_flows)
    {
        all.push_back(flow);
    }
    return all;
}

} // namespace l4mobility
} // namespace ns3
