/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_RESPONDER_H
#define HIP_RESPONDER_H

#include "hip-diffie-hellman.h"
#include "hip-identity.h"

#include "ns3/nstime.h"

#include <map>
#include <memory>
#include <optional>

namespace ns3
{

/**
 * @ingroup hip
 * What a responder does without keeping state for an initiator (RFC 5201, 4.1.1, 4.1.2, 6.7): R1s
 * that were signed beforehand, and puzzles whose I follows from a secret of their generation, tags
 * and addresses. A generation's puzzles are good for two generations more.
 */
class HipResponder
{
  public:
    /** What R1s offer. */
    struct Offer
    {
        uint8_t k{10};          //!< bits of the puzzle
        Time lifetime;          //!< of a generation of puzzles
        Time dhLifetime;        //!< a Diffie-Hellman value is offered so long
        Time interval;          //!< between two R1s to the same address at least
        uint8_t group{3};       //!< of Diffie-Hellman
        uint16_t espSuite{1};   //!< preferred; the other one is offered after it
        bool rendezvous{false}; //!< whether rendezvous is offered
        Time registration;      //!< longest registration
    };

    /** @param identity of the host; it has to live as long as this @param offer what R1s offer
     * @param random of the host */
    HipResponder(const HipPrivateIdentity& identity, const Offer& offer, HipRandom& random);

    /** @return whether an I1 is answered now, which is remembered: not where it is one of many
     * (6.7) @param to where the R1 would go */
    bool MayAnswer(const Address& to);
    /** @return a R1 @param initiator its HIT @param from own address @param to its address */
    HipPacket MakeR1(const Ipv6Address& initiator, const Address& from, const Address& to);

    /** @return the generation of the puzzle that an I2 solves; nothing where it solves none that is
     * good @param i2 the packet @param from own address @param to its address */
    std::optional<uint64_t> FindGeneration(const HipPacket& i2,
                                           const Address& from,
                                           const Address& to) const;

    /** @return the key pair of a generation's R1s @param generation one that FindGeneration()
     * found */
    const HipKeyPair& GetKeyPair(uint64_t generation) const;

    /** @return what of a R1 is signed: its HIT-R, and the puzzle's opaque and I, are 0 (5.2.12)
     * @param r1 the packet */
    static HipBytes GetSigned(const HipPacket& r1);

  private:
    /** @return number of the present generation */
    uint64_t GetGeneration() const;
    /** @return a puzzle's I */
    uint64_t GetPuzzle(uint64_t generation,
                       const Ipv6Address& initiator,
                       const Address& from,
                       const Address& to) const;
    /** @return which Diffie-Hellman value a generation has, counted from 0 */
    uint64_t GetEpoch(uint64_t generation) const;
    /** @return a R1 for nobody, signed */
    HipPacket MakeTemplate(uint64_t generation);

    const HipPrivateIdentity& m_identity;      //!< of the host
    Offer m_offer;                             //!< what R1s offer
    HipRandom& m_random;                       //!< of the host
    HipBytes m_secret;                         //!< that those of generations follow from
    std::map<uint64_t, HipKeyPair> m_keyPairs; //!< of R1s, by GetEpoch()
    std::optional<HipPacket> m_template;       //!< R1 of a generation
    uint64_t m_templateOf{0};                  //!< which one
    std::map<Address, Time> m_answered;        //!< when an R1 was last sent to an address
};

} // namespace ns3

#endif /* HIP_RESPONDER_H */
