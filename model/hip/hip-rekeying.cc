/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */

// New keys of ESP, from the keying material that there is (RFC 5202, 5.3 and 6.8 to 6.10).

#include "hip-association.h"
#include "hip-host.h"

#include <algorithm>
#include <limits>

namespace ns3
{

namespace
{

/** Least SPI that is not reserved (RFC 4303, 2.1). */
constexpr uint32_t FIRST_SPI{256};

} // namespace

void
HipAssociation::StartRekeying(uint16_t index)
{
    m_rekeying.emplace();
    m_rekeying->spi = m_host.MakeSpi(this);
    m_rekeying->index = index;
}

bool
HipAssociation::IsEspInfoRight(const HipEspInfo& info) const
{
    // Where new keys are agreed on, the peer may use them already.
    const bool isNext = m_rekeying && m_rekeying->out && info.oldSpi == m_rekeying->out->GetSpi();
    if (info.oldSpi != m_out->GetSpi() && !isNext)
    {
        return false;
    }
    if (info.oldSpi == info.newSpi)
    {
        return true;
    }
    if (m_rekeying && m_rekeying->out && !isNext)
    {
        // The same again.
        return info.newSpi == m_rekeying->out->GetSpi();
    }
    // Both pairs of keys have to lie where the index can say so.
    const std::size_t size =
        2 * (HipSecurityAssociation::GetCipherKeySize(m_suite) + HIP_HASH_SIZE);
    return info.newSpi >= FIRST_SPI && info.keymatIndex >= m_keys.keymat.GetIndex() &&
           info.keymatIndex + size <= std::numeric_limits<uint16_t>::max();
}

bool
HipAssociation::TakeEspInfo(const HipEspInfo& info)
{
    if (m_rekeying && m_rekeying->out && info.oldSpi == m_rekeying->out->GetSpi())
    {
        FinishRekeying();
    }
    if (info.oldSpi == info.newSpi || (m_rekeying && m_rekeying->out))
    {
        return false;
    }
    const bool asked = !m_rekeying;
    if (asked)
    {
        StartRekeying(info.keymatIndex);
    }
    const uint16_t index = std::max(m_rekeying->index, info.keymatIndex);
    m_keys.keymat.Draw(index - m_keys.keymat.GetIndex());
    const EspKeys keys = DrawEspKeys();
    const uint32_t window = m_host.GetSettings().window;
    m_rekeying->in = std::make_unique<HipSecurityAssociation>(m_rekeying->spi,
                                                              m_suite,
                                                              keys.inCipher,
                                                              keys.inMac,
                                                              window);
    m_rekeying->out = std::make_unique<HipSecurityAssociation>(info.newSpi,
                                                               m_suite,
                                                               keys.outCipher,
                                                               keys.outMac,
                                                               window);
    if (m_rekeying->acknowledged)
    {
        FinishRekeying();
    }
    return asked;
}

void
HipAssociation::FinishRekeying()
{
    if (m_old)
    {
        m_host.RemoveSpi(m_old->GetSpi());
    }
    m_old = std::move(m_in);
    m_in = std::move(m_rekeying->in);
    m_out = std::move(m_rekeying->out);
    m_spi = m_rekeying->spi;
    m_rekeying.reset();
}

HipSecurityAssociation*
HipAssociation::FindInbound(uint32_t spi) const
{
    if (m_in && m_in->GetSpi() == spi)
    {
        return m_in.get();
    }
    if (m_old && m_old->GetSpi() == spi)
    {
        return m_old.get();
    }
    return m_rekeying && m_rekeying->in && m_rekeying->spi == spi ? m_rekeying->in.get() : nullptr;
}

void
HipAssociation::UsedInbound(uint32_t spi)
{
    if (m_rekeying && m_rekeying->spi == spi)
    {
        // The peer has the new keys (RFC 5202, 3.3.2).
        FinishRekeying();
    }
    if (m_old && m_in->GetSpi() == spi)
    {
        m_host.RemoveSpi(m_old->GetSpi());
        m_old.reset();
    }
}

void
HipAssociation::ForgetSpis()
{
    for (const uint32_t spi :
         {m_spi, m_old ? m_old->GetSpi() : uint32_t{0}, m_rekeying ? m_rekeying->spi : uint32_t{0}})
    {
        m_host.RemoveSpi(spi);
    }
    m_spi = 0;
    m_in.reset();
    m_out.reset();
    m_old.reset();
    m_rekeying.reset();
}

} // namespace ns3
