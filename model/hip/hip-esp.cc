/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#include "hip-esp.h"

#include "hip-crypto.h"

#include "ns3/abort.h"

#include <limits>
#include <openssl/evp.h>

namespace ns3
{

namespace
{

/** Bytes of a packet's MAC. */
constexpr std::size_t ICV_SIZE{12};

/** Bytes of SPI and sequence number. */
constexpr std::size_t HEADER_SIZE{8};

/** Half of a sequence number that is sent. */
constexpr uint64_t LOW{0xffffffff};

/** @return bytes that text is a multiple of */
std::size_t
GetBlockSize(uint16_t suite)
{
    return suite == HipSecurityAssociation::AES_CBC_HMAC_SHA1 ? 16 : 4;
}

/** @return bytes of the initialisation vector */
std::size_t
GetIvSize(uint16_t suite)
{
    return suite == HipSecurityAssociation::AES_CBC_HMAC_SHA1 ? 16 : 0;
}

/** @return a packet's MAC, over the upper half of its number too, which is not sent */
HipBytes
GetIcv(const HipBytes& key, const HipBytes& packet, uint64_t sequence)
{
    HipBytes icv = HipHmac(key, HipWriter().Put(packet).Put(sequence >> 32, 4).Get());
    icv.resize(ICV_SIZE);
    return icv;
}

} // namespace

HipSecurityAssociation::HipSecurityAssociation(uint32_t spi,
                                               uint16_t suite,
                                               const HipBytes& cipherKey,
                                               const HipBytes& macKey,
                                               unsigned window)
    : m_spi(spi),
      m_suite(suite),
      m_cipherKey(cipherKey),
      m_macKey(macKey),
      m_window(window),
      m_cipher(EVP_CIPHER_CTX_new(), EVP_CIPHER_CTX_free)
{
    NS_ABORT_MSG_UNLESS(IsSuite(suite) && cipherKey.size() == GetCipherKeySize(suite),
                        "ESP knows the suites 1 and 5");
}

HipSecurityAssociation::~HipSecurityAssociation() = default;

bool
HipSecurityAssociation::IsSuite(uint16_t suite)
{
    return suite == AES_CBC_HMAC_SHA1 || suite == NULL_HMAC_SHA1;
}

std::size_t
HipSecurityAssociation::GetCipherKeySize(uint16_t suite)
{
    return suite == AES_CBC_HMAC_SHA1 ? 16 : 0;
}

uint32_t
HipSecurityAssociation::GetMaximumOverhead(uint16_t suite)
{
    // Padding takes a block less 1 at most; its length and the next header take 2.
    return static_cast<uint32_t>(HEADER_SIZE + GetIvSize(suite) + GetBlockSize(suite) - 1 + 2 +
                                 ICV_SIZE);
}

uint32_t
HipSecurityAssociation::GetSpi() const
{
    return m_spi;
}

uint64_t
HipSecurityAssociation::GetSequence() const
{
    return m_sequence;
}

void
HipSecurityAssociation::SetSequence(uint64_t sequence)
{
    m_sequence = sequence;
    m_seen = 0;
}

bool
HipSecurityAssociation::HasNumbers() const
{
    return m_sequence < std::numeric_limits<uint64_t>::max();
}

HipBytes
HipSecurityAssociation::Crypt(const HipBytes& text, const HipBytes& iv, bool encrypt) const
{
    if (m_suite == NULL_HMAC_SHA1)
    {
        return text;
    }
    HipBytes out(text.size());
    int length = 0;
    const bool done = EVP_CipherInit_ex(m_cipher.get(),
                                        EVP_aes_128_cbc(),
                                        nullptr,
                                        m_cipherKey.data(),
                                        iv.data(),
                                        encrypt ? 1 : 0) == 1 &&
                      EVP_CIPHER_CTX_set_padding(m_cipher.get(), 0) == 1 &&
                      EVP_CipherUpdate(m_cipher.get(),
                                       out.data(),
                                       &length,
                                       text.data(),
                                       static_cast<int>(text.size())) == 1;
    NS_ABORT_MSG_UNLESS(done && static_cast<std::size_t>(length) == text.size(),
                        "the crypto library has no AES-CBC");
    return out;
}

HipBytes
HipSecurityAssociation::Protect(const Content& content, const HipBytes& iv)
{
    NS_ABORT_MSG_UNLESS(HasNumbers(), "a security association has no more numbers");
    ++m_sequence;
    HipBytes text = content.payload;
    const std::size_t block = GetBlockSize(m_suite);
    const std::size_t padding = (block - (text.size() + 2) % block) % block;
    for (std::size_t i = 1; i <= padding; ++i)
    {
        text.push_back(static_cast<uint8_t>(i));
    }
    text.push_back(static_cast<uint8_t>(padding));
    text.push_back(content.next);
    HipWriter writer;
    writer.Put(m_spi, 4).Put(m_sequence & LOW, 4);
    if (GetIvSize(m_suite) > 0)
    {
        writer.Put(iv);
    }
    writer.Put(Crypt(text, iv, true));
    const HipBytes icv = GetIcv(m_macKey, writer.Get(), m_sequence);
    return writer.Put(icv).Get();
}

uint64_t
HipSecurityAssociation::Complete(uint32_t low) const
{
    // The one that lies within the 2^32 numbers from the window's lower end on.
    const uint64_t bottom = m_sequence >= m_window ? m_sequence - m_window + 1 : 0;
    const uint64_t here = (bottom & ~LOW) | low;
    return here >= bottom ? here : here + LOW + 1;
}

bool
HipSecurityAssociation::IsNew(uint64_t sequence) const
{
    if (sequence > m_sequence)
    {
        return true;
    }
    const uint64_t behind = m_sequence - sequence;
    return sequence != 0 && behind < m_window && (m_seen >> behind & 1) == 0;
}

void
HipSecurityAssociation::MarkSeen(uint64_t sequence)
{
    if (sequence > m_sequence)
    {
        const uint64_t ahead = sequence - m_sequence;
        m_seen = ahead < 64 ? m_seen << ahead : 0;
        m_sequence = sequence;
    }
    m_seen |= uint64_t{1} << (m_sequence - sequence);
}

HipSecurityAssociation::Verdict
HipSecurityAssociation::Open(const HipBytes& packet, Content& content)
{
    const std::size_t iv = GetIvSize(m_suite);
    const std::size_t around = HEADER_SIZE + iv + ICV_SIZE;
    const std::size_t block = GetBlockSize(m_suite);
    if (packet.size() < around + block || (packet.size() - around) % block != 0)
    {
        return Verdict::MALFORMED;
    }
    HipReader reader(packet);
    reader.Get(4);
    const uint64_t sequence = Complete(static_cast<uint32_t>(reader.Get(4)));
    if (!IsNew(sequence))
    {
        return Verdict::REPLAYED;
    }
    const HipBytes vector = reader.GetBytes(iv);
    const HipBytes cipherText = reader.GetBytes(packet.size() - around);
    const HipBytes covered(packet.begin(), packet.end() - ICV_SIZE);
    if (!IsSameHip(GetIcv(m_macKey, covered, sequence), reader.GetRest()))
    {
        return Verdict::FORGED;
    }
    MarkSeen(sequence);
    HipBytes text = Crypt(cipherText, vector, false);
    content.next = text.back();
    const std::size_t padding = text[text.size() - 2];
    if (padding + 2 > text.size())
    {
        return Verdict::MALFORMED;
    }
    text.resize(text.size() - 2 - padding);
    content.payload = text;
    return Verdict::GOOD;
}

} // namespace ns3
