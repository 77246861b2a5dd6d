/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_ESP_H
#define HIP_ESP_H

#include "hip-bytes.h"

#include <memory>

typedef struct evp_cipher_ctx_st EVP_CIPHER_CTX;

namespace ns3
{

/**
 * @ingroup hip
 * One direction of a pair of ESP security associations (RFC 4303, RFC 5202): real encryption, a MAC
 * of 96 bits, sequence numbers of 64 bits (RFC 5202, 3.3.6: only their lower half is sent, the MAC
 * covers the other one), an anti-replay window. A number that is older than the window looks like
 * one of the next 2^32, so that its MAC is wrong (RFC 4303, appendix A2).
 */
class HipSecurityAssociation
{
  public:
    /** IP protocol number of ESP. */
    static constexpr uint8_t PROT_NUMBER{50};

    /** Suites (RFC 5202, 5.1.2): the two that every host has to know. */
    enum Suite : uint16_t
    {
        AES_CBC_HMAC_SHA1 = 1,
        NULL_HMAC_SHA1 = 5
    };

    /** What an arriving packet is. */
    enum class Verdict : uint8_t
    {
        GOOD,      //!< authentic, and the first with its number
        MALFORMED, //!< too short, or not of the cipher's blocks
        REPLAYED,  //!< number of the window seen before
        FORGED     //!< MAC wrong
    };

    /** What is inside a packet. */
    struct Content
    {
        uint8_t next{0};  //!< protocol number
        HipBytes payload; //!< of that protocol
    };

    /**
     * @param spi its index
     * @param suite a suite that IsSuite()
     * @param cipherKey of GetCipherKeySize() bytes
     * @param macKey of 20 bytes
     * @param window width of the anti-replay window in packets, 1 to 64; RFC 4303, 3.4.3: at least
     * 32, 64 by default
     */
    HipSecurityAssociation(uint32_t spi,
                           uint16_t suite,
                           const HipBytes& cipherKey,
                           const HipBytes& macKey,
                           unsigned window);
    ~HipSecurityAssociation();

    /** @return whether a suite is known @param suite its number */
    static bool IsSuite(uint16_t suite);
    /** @return bytes of a suite's cipher key @param suite its number */
    static std::size_t GetCipherKeySize(uint16_t suite);
    /** @return bytes that a packet gets longer at most @param suite its number */
    static uint32_t GetMaximumOverhead(uint16_t suite);

    /** @return its index */
    uint32_t GetSpi() const;
    /** @return number of the last packet sent, or the highest received */
    uint64_t GetSequence() const;
    /** Goes on with another number, as after many packets. @param sequence see GetSequence() */
    void SetSequence(uint64_t sequence);

    /** @return whether there is a number for another packet */
    bool HasNumbers() const;
    /** Makes the next packet. @param content what is inside @param iv 16 bytes that nobody can
     * guess @return the packet, SPI first */
    HipBytes Protect(const Content& content, const HipBytes& iv);
    /** Opens a packet. @param packet SPI first @param content receives what is inside, where it is
     * good @return what it is */
    Verdict Open(const HipBytes& packet, Content& content);

  private:
    /** Encrypts or decrypts. */
    HipBytes Crypt(const HipBytes& text, const HipBytes& iv, bool encrypt) const;
    /** @return the whole of a number (RFC 4303, A2.2) @param low half of it */
    uint64_t Complete(uint32_t low) const;
    /** @return whether a number is new */
    bool IsNew(uint64_t sequence) const;
    /** Marks a number as seen. */
    void MarkSeen(uint64_t sequence);

    uint32_t m_spi;         //!< index
    uint16_t m_suite;       //!< suite
    HipBytes m_cipherKey;   //!< key
    HipBytes m_macKey;      //!< key
    unsigned m_window;      //!< width
    uint64_t m_sequence{0}; //!< see GetSequence()
    uint64_t m_seen{0};     //!< bit n: the number n below the highest was received
    std::unique_ptr<EVP_CIPHER_CTX, void (*)(EVP_CIPHER_CTX*)> m_cipher; //!< of the crypto library
};

} // namespace ns3

#endif /* HIP_ESP_H */
