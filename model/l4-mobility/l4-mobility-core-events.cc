/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// The part of L4MobilityCore that follows the codec: its events, its output, its deadline.

#include "l4-mobility-address.h"
#include "l4-mobility-core.h"
#include "l4-mobility-tcp-path.h"
#include "l4-mobility-udp-path.h"
#include "mobile-tcp-socket.h"

#include "ns3/abort.h"
#include "ns3/log.h"

#include <fstream>
#include <iomanip>

namespace ns3
{

using namespace l4mobility;

NS_LOG_COMPONENT_DEFINE("L4MobilityEvents");

void
L4MobilityCore::HandleEvents()
{
    l4m_event event;
    while (m_host && l4m_next_event(m_host, &event))
    {
        HandleEvent(event);
    }
}

void
L4MobilityCore::HandleEvent(const l4m_event& event)
{
    Ptr<Flow> flow = static_cast<Flow*>(l4m_assoc_user(event.assoc));
    if (!flow)
    {
        // A responder of which nothing came: no socket has ever heard of it.
        if (event.type == L4M_EVENT_FAILED)
        {
            l4m_close(event.assoc);
        }
        return;
    }
    switch (event.type)
    {
    case L4M_EVENT_ESTABLISHED:
        Established(flow);
        break;
    case L4M_EVENT_PEER_MOVED: {
        l4m_addr before = flow->peer;
        flow->peer = *l4m_assoc_peer(flow->assoc);
        WhenDone([this, info = flow->Info(), before, now = flow->peer]() {
            m_owner.m_peerMoved(info, ToAddress(before), ToAddress(now));
        });
        if (flow->tcp && m_owner.m_kick)
        {
            m_kicks.push_back(flow);
        }
        break;
    }
    case L4M_EVENT_FOLLOWED:
        WhenDone([this, info = flow->Info()]() { m_owner.m_followed(info); });
        break;
    case L4M_EVENT_UNREACHABLE:
        NS_LOG_INFO("flow " << flow->id << ": no answer to any empty packet");
        break;
    case L4M_EVENT_FAILED:
        Failed(flow, event.reason);
        break;
    }
}

void
L4MobilityCore::Established(Ptr<Flow> flow)
{
    flow->established = DoneAt();
    flow->peer = *l4m_assoc_peer(flow->assoc);
    if (flow->offered.IsZero())
    {
        flow->offered = DoneAt();
    }
    WhenDone([this, info = flow->Info()]() {
        m_owner.m_portsNegotiated(info);
        m_owner.m_established(info);
    });
    LogKeys(*flow);
    m_udp->Flush(flow);
}

/** Writes bytes in hexadecimal. */
static void
WriteHex(std::ostream& os, const uint8_t* bytes, std::size_t length)
{
    for (std::size_t i = 0; i < length; ++i)
    {
        os << std::hex << std::setw(2) << std::setfill('0') << unsigned(bytes[i]);
    }
}

void
L4MobilityCore::LogKeys(const Flow& flow) const
{
    l4m_exported_keys keys;
    if (m_owner.m_keyLog.empty() || !flow.initiator ||
        l4m_assoc_export_keys(flow.assoc, &keys) != L4M_OK)
    {
        return;
    }
    std::ofstream out(m_owner.m_keyLog, std::ios::app);
    out << "l4m " << (flow.inner.protocol == L4M_PROTO_TCP ? "tcp " : "udp ")
        << l4m_assoc_local_port(flow.assoc) << " " << l4m_assoc_peer_port(flow.assoc) << " "
        << l4m_assoc_suite(flow.assoc)->name << " ";
    WriteHex(out, keys.i2r, keys.packet_key_len);
    out << " ";
    WriteHex(out, keys.r2i, keys.packet_key_len);
    out << " ";
    WriteHex(out, keys.confirm, keys.confirm_key_len);
    out << "\n";
    out.close();
    NS_ABORT_MSG_IF(!out, "L4MobilityProtocol, KeyLog: cannot write to " << m_owner.m_keyLog);
}

void
L4MobilityCore::Failed(Ptr<Flow> flow, l4m_error reason)
{
    NS_LOG_INFO("flow " << flow->id << " failed: " << l4m_strerror(reason));
    bool established = !flow->established.IsZero();
    WhenDone(
        [this, info = flow->Info(), reason]() { m_owner.m_failed(info, l4m_error_name(reason)); });
    l4m_close(flow->assoc);
    flow->assoc = nullptr;
    bool plain = flow->initiator && !established && !m_owner.m_require;
    if (flow->inner.protocol == L4M_PROTO_TCP)
    {
        m_tcp->SetUpFailed(flow, plain, reason);
    }
    else
    {
        m_udp->SetUpFailed(flow, plain, established);
    }
}

void
L4MobilityCore::AfterCodec()
{
    std::vector<Ptr<Flow>> kicks;
    kicks.swap(m_kicks);
    for (const Ptr<Flow>& flow : kicks)
    {
        WhenDone([flow]() {
            Ptr<MobileTcpSocket> socket = DynamicCast<MobileTcpSocket>(flow->tcp);
            if (socket && flow->source.family != 0)
            {
                socket->Kick();
            }
        });
    }
    SendOutput();
    SetTimer();
}

void
L4MobilityCore::SendOutput()
{
    uint8_t buffer[L4M_OUTPUT_MAX];
    l4m_outgoing out;
    while (m_host)
    {
        l4m_work before = Work();
        if (!l4m_output(m_host, &out, buffer, sizeof(buffer), Now()))
        {
            return;
        }
        Charge(before, out.assoc);
        Ptr<Flow> flow = out.assoc ? static_cast<Flow*>(l4m_assoc_user(out.assoc)) : nullptr;
        if (flow && flow->initiator && flow->initSent.IsZero())
        {
            flow->initSent = DoneAt();
        }
        std::size_t l4Length = out.proto == L4M_PROTO_TCP ? (buffer[12] >> 4) * 4U : 8U;
        SendBytes(flow, out.proto, out.dst, buffer, out.len, l4Length, Create<Packet>());
    }
}

void
L4MobilityCore::SetTimer()
{
    l4m_usec deadline = m_host ? l4m_deadline(m_host) : L4M_NEVER;
    // A timer that runs out early does no harm: it is set again then. So a deadline that moves away
    // costs no event.
    if (deadline == L4M_NEVER || (!m_timer.IsExpired() && m_timerAt <= deadline))
    {
        return;
    }
    m_timer.Cancel();
    m_timerAt = deadline;
    Time delay = MicroSeconds(deadline) - Simulator::Now();
    m_timer = Simulator::Schedule(Max(delay, Time(0)), &L4MobilityCore::TimerExpired, this);
}

void
L4MobilityCore::TimerExpired()
{
    l4m_work before = Work();
    l4m_tick(m_host, Now());
    Charge(before, nullptr);
    HandleEvents();
    AfterCodec();
}

} // namespace ns3
