/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "l4-mobility-core.h"

#include "l4-mobility-address.h"
#include "l4-mobility-tcp-path.h"
#include "l4-mobility-udp-path.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/tcp-l4-protocol.h"
#include "ns3/udp-l4-protocol.h"

#include <algorithm>

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("L4MobilityCore");

L4MobilityCore::L4MobilityCore(L4MobilityProtocol& owner)
    : m_owner(owner),
      m_tcp(std::make_unique<L4MobilityTcpPath>(*this)),
      m_udp(std::make_unique<L4MobilityUdpPath>(*this))
{
}

L4MobilityCore::~L4MobilityCore()
{
    Dispose();
}

void
L4MobilityCore::Install(Ptr<Node> node)
{
    Ptr<Ipv4L3Protocol> ipv4 = node->GetObject<Ipv4L3Protocol>();
    Ptr<Ipv6L3Protocol> ipv6 = node->GetObject<Ipv6L3Protocol>();
    Ptr<TcpL4Protocol> tcp = node->GetObject<TcpL4Protocol>();
    Ptr<UdpL4Protocol> udp = node->GetObject<UdpL4Protocol>();
    if (m_node || (!ipv4 && !ipv6) || !tcp || !udp)
    {
        return;
    }
    m_node = node;
    m_ip.Set(ipv4, ipv6);
    m_tcpFace = CreateObject<L4MobilityFace>();
    m_tcpFace->Insert(this, tcp, ipv4, ipv6);
    m_udpFace = CreateObject<L4MobilityFace>();
    m_udpFace->Insert(this, udp, ipv4, ipv6);

    WatchClient client{[this]() { ScheduleCheck(); },
                       [this](const Address& peer, Address& local) {
                           l4m_addr own{};
                           bool is =
                               !m_ip.IsLookingUp() && m_flows.HasUdpPeer(FromAddress(peer), own);
                           local = ToAddress(own);
                           return is;
                       }};
    if (ipv4 && ipv4->GetRoutingProtocol())
    {
        m_watch4 = CreateObject<Watch4>();
        m_watch4->SetClient(client);
        m_watch4->Wrap(ipv4);
    }
    if (ipv6 && ipv6->GetRoutingProtocol())
    {
        m_watch6 = CreateObject<Watch6>();
        m_watch6->SetClient(client);
        m_watch6->Wrap(ipv6);
    }
}

void
L4MobilityCore::Dispose()
{
    m_timer.Cancel();
    m_check.Cancel();
    for (const Ptr<Flow>& flow : m_flows.All())
    {
        flow->assoc = nullptr;
        flow->fate = Fate::CLOSED;
        flow->tcp = nullptr;
        flow->udp = nullptr;
        flow->waiting.clear();
        m_flows.Remove(flow);
    }
    m_kicks.clear();
    for (l4m_keypair* key : m_keys)
    {
        l4m_keypair_free(key);
    }
    m_keys.clear();
    l4m_host_free(m_host);
    m_host = nullptr;
    m_udp->Dispose();
    // The watches stay, since the node's routing is behind them.
    if (m_watch4)
    {
        m_watch4->SetClient(WatchClient());
    }
    if (m_watch6)
    {
        m_watch6->SetClient(WatchClient());
    }
    m_watch4 = nullptr;
    m_watch6 = nullptr;
    m_tcpFace = nullptr;
    m_udpFace = nullptr;
    m_ip.Dispose();
    m_node = nullptr;
}

l4m_host*
L4MobilityCore::PeekHost() const
{
    return m_host;
}

/** @return a time in microseconds as the codec wants it; Time::Max() means never */
static l4m_usec
ToUsec(Time time)
{
    return time == Time::Max() ? L4M_NEVER : static_cast<l4m_usec>(time.GetMicroSeconds());
}

void
L4MobilityCore::MakeHost()
{
    NS_ABORT_MSG_UNLESS(m_node,
                        "L4MobilityProtocol is not aggregated to a node with an internet stack; "
                        "install InternetStackHelper first");
    m_checksums = Node::ChecksumEnabled();
    // The longest datagram, and what the layer may add.
    m_arrived.resize(65536 + L4M_ATTACH_MAX);
    m_departing.resize(65536 + L4M_ATTACH_MAX);
    // A stream a node, apart from all of ns-3's own, so that installing the layer changes no other
    // random number.
    uint64_t seed =
        static_cast<uint64_t>(RngSeedManager::GetSeed()) << 32 ^ RngSeedManager::GetRun();
    m_rng = l4m_rng_from_seed(&m_rngState, seed, m_node->GetId());
    l4m_config config;
    l4m_config_default(&config);
    config.suite_count = m_owner.m_suiteIds.size();
    std::copy(m_owner.m_suiteIds.begin(), m_owner.m_suiteIds.end(), config.suites);
    config.rng = m_rng;
    config.port_free = &L4MobilityCore::PortFree;
    config.user = this;
    config.candidates = m_owner.m_candidates;
    config.max_rounds = m_owner.m_maxRounds;
    config.init_timeout = ToUsec(m_owner.m_initTimeout);
    config.init_tries = m_owner.m_initTries;
    config.empty_timeout = ToUsec(m_owner.m_emptyTimeout);
    config.empty_tries = m_owner.m_emptyPacket ? m_owner.m_emptyTries : 0;
    config.idle_timeout = ToUsec(m_owner.m_idleTimeout);
    l4m_error error = l4m_host_new(&m_host, &config);
    NS_ABORT_MSG_IF(error != L4M_OK, "L4MobilityProtocol: " << l4m_strerror(error));
    for (uint32_t i = 0; i < m_owner.m_precomputedKeys; ++i)
    {
        l4m_keypair* key = nullptr;
        l4m_mem mem = l4m_mem_default();
        uint16_t group = l4m_suite_by_id(m_owner.m_suiteIds.front())->group;
        error = l4m_keypair_new(&key, group, &m_rng, &mem);
        NS_ABORT_MSG_IF(error != L4M_OK, "L4MobilityProtocol: " << l4m_strerror(error));
        m_keys.push_back(key);
    }
}

l4m_keypair*
L4MobilityCore::TakeKey()
{
    if (m_keys.empty())
    {
        return nullptr;
    }
    l4m_keypair* key = m_keys.front();
    m_keys.pop_front();
    // Another takes its place while the node has nothing else to do: it costs no time here.
    l4m_keypair* next = nullptr;
    l4m_mem mem = l4m_mem_default();
    if (l4m_keypair_new(&next, l4m_keypair_group(key), &m_rng, &mem) == L4M_OK)
    {
        m_keys.push_back(next);
    }
    return key;
}

bool
L4MobilityCore::PortFree(void* user, uint8_t protocol, uint16_t localPort, uint16_t peerPort)
{
    auto* core = static_cast<L4MobilityCore*>(user);
    return protocol == L4M_PROTO_TCP ? core->m_tcp->IsPairFree(localPort, peerPort)
                                     : core->m_udp->IsPairFree(localPort, peerPort);
}

Ptr<Node>
L4MobilityCore::GetNode() const
{
    return m_node;
}

std::size_t
L4MobilityCore::GetUdpQueue() const
{
    return m_owner.m_udpQueue;
}

bool
L4MobilityCore::RequiresMobility() const
{
    return m_owner.m_require;
}

FlowTable&
L4MobilityCore::Flows()
{
    return m_flows;
}

Ip&
L4MobilityCore::GetIp()
{
    return m_ip;
}

L4MobilityTcpPath&
L4MobilityCore::Tcp()
{
    return *m_tcp;
}

L4MobilityUdpPath&
L4MobilityCore::Udp()
{
    return *m_udp;
}

L4MobilityFace&
L4MobilityCore::Face(uint8_t protocol)
{
    return protocol == L4M_PROTO_TCP ? *m_tcpFace : *m_udpFace;
}

l4m_usec
L4MobilityCore::Now()
{
    return static_cast<l4m_usec>(Simulator::Now().GetMicroSeconds());
}

l4m_work
L4MobilityCore::Work() const
{
    return m_owner.m_costModel->IsFree() ? l4m_work{} : *l4m_host_work(m_host);
}

void
L4MobilityCore::Charge(const l4m_work& before, const l4m_assoc* assoc)
{
    const Ptr<CryptoCostModel>& model = m_owner.m_costModel;
    if (model->IsFree())
    {
        return;
    }
    const l4m_suite* suite = assoc ? l4m_assoc_suite(assoc) : nullptr;
    // Before there is an agreement, the computation is for the suite that this node likes best.
    suite = suite ? suite : l4m_suite_by_id(m_owner.m_suiteIds.front());
    Time cost = model->GetCost(suite, before, Work());
    m_cpu.Charge(cost);
    Flow* flow = assoc ? static_cast<Flow*>(l4m_assoc_user(assoc)) : nullptr;
    m_unclaimed = flow ? Time(0) : cost;
    if (flow && flow->established.IsZero())
    {
        flow->computation += cost;
    }
}

Time
L4MobilityCore::DoneAt() const
{
    return m_cpu.GetFreeAt();
}

uint32_t
L4MobilityCore::SegmentLimit() const
{
    // A connection may move to the other family, if the node has it. TCP's header is what ns-3
    // sends with each segment: timestamps.
    uint32_t headers = (m_ip.HasIpv6() ? 40 : 20) + 32;
    std::size_t extended = 0;
    for (uint16_t suite : m_owner.m_suiteIds)
    {
        extended = std::max(extended, l4m_suite_overhead(l4m_suite_by_id(suite)));
    }
    headers += static_cast<uint32_t>(extended);
    uint32_t mtu = m_ip.SmallestMtu();
    return mtu > headers ? mtu - headers : 0;
}

bool
L4MobilityCore::IsListed(uint8_t protocol, uint16_t port) const
{
    return m_owner.IsListed(protocol, port);
}

void
L4MobilityCore::Listen(uint8_t protocol, uint16_t port)
{
    l4m_policy policy = m_owner.m_require ? L4M_POLICY_REQUIRE : L4M_POLICY_FALLBACK;
    if (m_listening[{protocol, port}]++ == 0)
    {
        l4m_listen(Host(), protocol, port, policy);
    }
}

void
L4MobilityCore::Unlisten(uint8_t protocol, uint16_t port)
{
    auto it = m_listening.find({protocol, port});
    if (it != m_listening.end() && --it->second == 0)
    {
        m_listening.erase(it);
        if (m_host)
        {
            l4m_unlisten(m_host, protocol, port);
        }
    }
}

bool
L4MobilityCore::IsListening(uint8_t protocol, uint16_t port) const
{
    return m_listening.count({protocol, port}) != 0;
}

Ptr<Flow>
L4MobilityCore::Connect(const Inner& inner, Ptr<TcpSocketBase> tcp)
{
    Ptr<Flow> flow = Create<Flow>();
    flow->inner = inner;
    flow->initiator = true;
    flow->tcp = tcp;
    flow->peer = inner.peer;
    flow->began = Simulator::Now();
    m_flows.Add(flow);
    Host();
    l4m_work before = Work();
    l4m_error error = l4m_connect(m_host,
                                  &flow->assoc,
                                  inner.protocol,
                                  inner.localPort,
                                  inner.peerPort,
                                  &inner.peer,
                                  TakeKey(),
                                  Now());
    if (error != L4M_OK)
    {
        NS_LOG_WARN("no association: " << l4m_strerror(error));
        flow->assoc = nullptr;
        Failed(flow, error);
        return flow;
    }
    l4m_assoc_set_user(flow->assoc, PeekPointer(flow));
    Charge(before, flow->assoc);
    return flow;
}

Ptr<Flow>
L4MobilityCore::Accept(l4m_assoc* assoc, Inner inner)
{
    if (l4m_assoc_user(assoc))
    {
        return static_cast<Flow*>(l4m_assoc_user(assoc));
    }
    Ptr<Flow> flow = Create<Flow>();
    // The negotiated pair is unique on this node, unless a peer of before has moved away from this
    // very address.
    inner.peerPort = l4m_assoc_peer_port(assoc);
    while (m_flows.FindInner(inner))
    {
        inner.peerPort = inner.peerPort == UINT16_MAX ? 1024 : inner.peerPort + 1;
    }
    flow->inner = inner;
    flow->assoc = assoc;
    flow->peer = inner.peer;
    flow->began = Simulator::Now();
    flow->computation = m_unclaimed;
    m_flows.Add(flow);
    l4m_assoc_set_user(assoc, PeekPointer(flow));
    return flow;
}

void
L4MobilityCore::Close(Ptr<Flow> flow)
{
    if (flow->fate == Fate::CLOSED)
    {
        return;
    }
    NS_LOG_LOGIC("flow " << flow->id << " closed");
    flow->fate = Fate::CLOSED;
    l4m_close(flow->assoc);
    flow->assoc = nullptr;
    flow->tcp = nullptr;
    flow->udp = nullptr;
    flow->waiting.clear();
    m_flows.Remove(flow);
}

IpL4Protocol::RxStatus
L4MobilityCore::Receive(L4MobilityFace& face, Arrival& arrival)
{
    Host();
    return arrival.protocol == L4M_PROTO_TCP ? m_tcp->Receive(face, arrival)
                                             : m_udp->Receive(face, arrival);
}

bool
L4MobilityCore::SendDown(uint8_t protocol,
                         Ptr<Packet> packet,
                         const l4m_addr& src,
                         const l4m_addr& dst,
                         Ptr<Ipv4Route> hint)
{
    Host();
    return protocol == L4M_PROTO_TCP ? m_tcp->SendDown(packet, src, dst, hint)
                                     : m_udp->SendDown(packet, src, dst, hint);
}

Path
L4MobilityCore::FindPath(Flow& flow, Ptr<Ipv4Route> hint)
{
    const l4m_addr& peer = *l4m_assoc_peer(flow.assoc);
    // What TCP looked up was the way to where it believes the peer.
    Ptr<Ipv4Route> known = hint && Same(peer, flow.inner.peer) ? hint : nullptr;
    if (known && m_watch4 && flow.source.family == 4 && known->GetSource() == ToIpv4(flow.source))
    {
        return {flow.source, peer, known, nullptr}; // the watch would have told of a change
    }
    Path path = m_ip.Find(peer, flow.inner.protocol, known);
    if (path.src.family != 0 && !Same(path.src, flow.source))
    {
        Moved(flow, path.src);
    }
    return path;
}

void
L4MobilityCore::Moved(Flow& flow, const l4m_addr& source)
{
    l4m_addr before = flow.lastSource;
    flow.source = source;
    flow.lastSource = source;
    bool first = before.family == 0;
    if (!first && !Same(before, source))
    {
        l4m_error error = l4m_move(flow.assoc, Now());
        NS_LOG_LOGIC("flow " << flow.id << " moved: " << l4m_strerror(error));
        WhenDone([this, info = flow.Info(), before, source]() {
            m_owner.m_moved(info, ToAddress(before), ToAddress(source));
        });
    }
    // The same address again after a while without: nothing for the codec, but TCP need not wait
    // for its timer either.
    if (!first && flow.tcp && m_owner.m_kick)
    {
        m_kicks.emplace_back(&flow);
        Simulator::ScheduleNow(&L4MobilityCore::AfterCodec, this);
    }
}

void
L4MobilityCore::ScheduleCheck()
{
    // A script that changes addresses changes routes next, in the same event.
    if (m_host && m_check.IsExpired())
    {
        m_check = Simulator::ScheduleNow(&L4MobilityCore::CheckAddresses, this);
    }
}

void
L4MobilityCore::CheckAddresses()
{
    if (!m_host)
    {
        return;
    }
    for (const Ptr<Flow>& flow : m_flows.All())
    {
        if (!flow->assoc || m_udp->CloseIfOrphan(flow))
        {
            continue;
        }
        Path path = FindPath(*flow, nullptr);
        if (path.src.family == 0)
        {
            flow->source = l4m_addr{};
        }
    }
    AfterCodec();
}

} // namespace ns3
