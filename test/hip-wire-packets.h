/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_WIRE_PACKETS_H
#define HIP_WIRE_PACKETS_H

#include "ns3/hip-diffie-hellman.h"
#include "ns3/hip-identity.h"
#include "ns3/hip-responder.h"

#include <string>
#include <vector>

namespace ns3
{

/** @ingroup hip  Addresses of the packets of HipWireHosts. */
const Ipv4Address HIP_WIRE_INITIATOR("192.0.2.1");
const Ipv4Address HIP_WIRE_RESPONDER("198.51.100.2");
const Ipv6Address HIP_WIRE_INITIATOR6("2001:db8:1::1");

/** @ingroup hip  SPIs that the initiator and the responder have chosen. */
constexpr uint32_t HIP_WIRE_SPI_I{0x01020304};
constexpr uint32_t HIP_WIRE_SPI_R{0x05060708};

/** @ingroup hip  Where keys of ESP begin: after two of 16 and two of 20 bytes (RFC 5201, 6.5). */
constexpr uint16_t HIP_WIRE_KEYMAT_INDEX{72};

/** @ingroup hip  @return bytes in base 16 @param bytes these */
std::string ToHex(const HipBytes& bytes);
/** @ingroup hip  @return bytes @param text of them in base 16 */
HipBytes FromHex(const std::string& text);
/** @ingroup hip  @return bytes 0, 1, 2 and so on @param count how many */
HipBytes CountingBytes(std::size_t count);
/** @ingroup hip  @return a packet's bytes @param hip the packet @param from its source @param to
 * its destination */
HipBytes WriteHip(HipPacket hip, const Address& from, const Address& to);
/** @ingroup hip  @return a packet as it is read @param bytes of it @param from its source @param to
 * its destination */
HipPacket ReadHip(const HipBytes& bytes, const Address& from, const Address& to);
/** @ingroup hip  Puts the right checksum into a packet. @param bytes of it @param from its source
 * @param to its destination */
void CorrectHipChecksum(HipBytes& bytes, const Address& from, const Address& to);
/** @ingroup hip  @return whether a packet was read well @param hip the packet */
bool IsGoodHip(const HipPacket& hip);

/**
 * @ingroup hip
 * Initiator and responder of the packets in hip-vectors.h, and these packets as the model makes
 * them.
 */
class HipWireHosts
{
  public:
    /** A packet, and how its bytes have to be. */
    struct Vector
    {
        std::string name;   //!< packet type, and what it is like
        HipPacket packet;   //!< to be written
        std::string wanted; //!< in base 16
        Address from;       //!< source
        Address to;         //!< destination
    };

    HipWireHosts();

    /** @return all packets and their bytes */
    std::vector<Vector> MakeAll() const;
    /** @return a R1 of a rendezvous server, with its puzzle for the initiator */
    HipPacket MakeR1() const;
    /** @return a R1's puzzle, solved @param r1 the R1 @param keyPair receives the initiator's
     * @param tries receives how many were tried */
    HipSolution Solve(const HipPacket& r1, HipKeyPair& keyPair, uint64_t& tries) const;

    /** @return key of the MACs of a sender @param sender its HIT; the responder's is the greater */
    HipBytes GetMacKey(const Ipv6Address& sender) const;
    /** @return initiator's or responder's identity @param hit whose */
    const HipPrivateIdentity& GetIdentity(const Ipv6Address& hit) const;

  private:
    /** Adds HMAC and signature (RFC 5201, 6.4). @param packet to this */
    void Authenticate(HipPacket& packet) const;
    /** Adds a signature. @param packet to this */
    void Sign(HipPacket& packet) const;
    /** @return the I2 that answers a R1 @param r1 the R1 */
    HipPacket MakeI2(const HipPacket& r1) const;
    /** @return the R2 */
    HipPacket MakeR2() const;
    /** @return an UPDATE that tells of an address @param address the address */
    HipPacket MakeUpdate(const Address& address) const;
    /** @return an UPDATE that answers, with whatever answers may have */
    HipPacket MakeAnswer() const;

    HipRandom m_randomInitiator; //!< makes the initiator's key
    HipRandom m_randomResponder; //!< makes the responder's key

  public:
    HipPrivateIdentity initiator; //!< with 1024 bits
    HipPrivateIdentity responder; //!< with 512 bits; a rendezvous server
    Ipv6Address a;                //!< HIT of the initiator
    Ipv6Address b;                //!< HIT of the responder
};

} // namespace ns3

#endif /* HIP_WIRE_PACKETS_H */
