/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// Registration at a rendezvous server (RFC 5203, RFC 5204).

#include "hip-association.h"
#include "hip-host.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3
{

namespace
{

/** A registration is renewed when so much of it is over. */
constexpr double RENEWAL{0.8};

/** Least lifetime that is granted, in seconds (RFC 5203, 5: 10 s and less). */
constexpr double MINIMUM_LIFETIME{1};

/** Reason of REG_FAILED: the service is not to be had (RFC 5203, 4.5). */
constexpr uint8_t UNAVAILABLE{1};

} // namespace

HipBytes
HipAssociation::MakeRequest() const
{
    HipRegistration request;
    request.first = HipRegistration::ToCode(m_host.GetSettings().registrationLifetime.GetSeconds());
    request.services = {HipRegistration::RENDEZVOUS};
    return request.ToBytes(false);
}

void
HipAssociation::Grant(const HipPacket& packet, HipPacket& answer)
{
    HipRegistration granted;
    HipRegistration refused;
    refused.first = UNAVAILABLE;
    for (const HipBytes& contents : packet.FindAll(HIP_REG_REQUEST))
    {
        const std::optional<HipRegistration> asked = HipRegistration::Read(&contents, false);
        for (const uint8_t service : asked ? asked->services : std::vector<uint8_t>())
        {
            if (!m_host.m_serves || service != HipRegistration::RENDEZVOUS)
            {
                refused.services.push_back(service);
                continue;
            }
            const Time longest = m_host.GetSettings().registrationLifetime;
            // 0 ends it (5).
            granted.first = asked->first == 0
                                ? uint8_t{0}
                                : std::clamp(asked->first,
                                             HipRegistration::ToCode(MINIMUM_LIFETIME),
                                             HipRegistration::ToCode(longest.GetSeconds()));
            granted.services = {service};
        }
    }
    if (!granted.services.empty())
    {
        const double lifetime = granted.first == 0 ? 0 : HipRegistration::ToSeconds(granted.first);
        m_servedUntil = Simulator::Now() + Seconds(lifetime);
        answer.Add(HIP_REG_RESPONSE, granted.ToBytes(false));
    }
    if (!refused.services.empty())
    {
        answer.Add(HIP_REG_FAILED, refused.ToBytes(false));
    }
}

void
HipAssociation::TakeGrant(const HipPacket& packet)
{
    for (const HipBytes& contents : packet.FindAll(HIP_REG_RESPONSE))
    {
        const std::optional<HipRegistration> granted = HipRegistration::Read(&contents, false);
        if (!granted || !m_host.IsServer(m_peer) || !granted->Has(HipRegistration::RENDEZVOUS))
        {
            continue;
        }
        m_registerTimer.Cancel();
        m_registeredUntil = Simulator::Now();
        if (granted->first != 0)
        {
            const Time lifetime = Seconds(HipRegistration::ToSeconds(granted->first));
            m_registeredUntil += lifetime;
            m_registerTimer =
                Simulator::Schedule(RENEWAL * lifetime, &HipAssociation::Register, this);
        }
    }
}

void
HipAssociation::Register()
{
    if (IsReady())
    {
        m_askRegistration = true;
        SendUpdate(HipPacket(HipPacket::UPDATE, m_host.GetHit(), m_peer));
    }
}

} // namespace ns3
