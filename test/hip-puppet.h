/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef HIP_PUPPET_H
#define HIP_PUPPET_H

#include "hip-test-bed.h"

#include <memory>
#include <optional>
#include <string>

namespace ns3
{

/**
 * @ingroup hip
 * A host of HIP that does what a test says, packet by packet, with right keys: it can say things
 * that no HipHost says. It is the router of "lan-2" of a bed with IPv4, which has no HIP otherwise.
 * What it sends arrives at once.
 */
class HipPuppet
{
  public:
    /** Changes a packet before MAC and signature are added. */
    using Change = std::function<void(HipPacket& packet)>;

    /** @param bed the bed @param target the host that it talks to @param greater whether its tag is
     * to be greater than the target's */
    HipPuppet(HipTestBed& bed, Ptr<Node> target, bool greater = true);

    /** @return another address that it is at */
    Address GetOtherAddress() const;
    /** @return its tag */
    Ipv6Address GetHit() const;
    /** @return an empty packet to the target @param type of it */
    HipPacket Make(HipPacket::Type type) const;
    /** Sends a packet. @param packet it */
    void Send(const HipPacket& packet);
    /** Sends ESP. @param bytes SPI first */
    void SendEsp(const HipBytes& bytes);
    /** @return packets of a type that came from the target @param type of them */
    std::vector<HipPacket> GetHeard(uint8_t type) const;

    // As initiator.

    /** @return an I2, and has keys now @param r1 that it answers @param change before MAC and
     * signature */
    HipPacket MakeI2(const HipPacket& r1, const Change& change = nullptr);
    /** @return whether HMAC_2 and signature of an R2 are right; takes the SPI @param r2 the packet
     */
    bool TakeR2(const HipPacket& r2);
    /** Runs a base exchange. @return whether it is done */
    bool Associate();

    // As responder.

    /** Lets the target find it, and send a datagram to it. */
    void Call();
    /** @return an R1 @param counter R1 generation counter, 0: none @param change before its
     * signature */
    HipPacket MakeR1(uint64_t counter, const Change& change = nullptr);
    /** @return an R2, and has keys now @param i2 that it answers @param change before HMAC_2 and
     * signature */
    HipPacket MakeR2(const HipPacket& i2, const Change& change = nullptr);

    // With keys.

    /** @return the packet with HMAC and signature @param packet without */
    HipPacket Sign(const HipPacket& packet) const;
    /** @return an UPDATE that says where it is @param seq Update ID @param address where @param
     * lifetime of the address, in seconds @param change before MAC and signature */
    HipPacket MakeUpdate(uint32_t seq,
                         const Address& address,
                         uint32_t lifetime = 1000,
                         const Change& change = nullptr) const;
    /** @return the answer to an UPDATE @param update with SEQ, perhaps an echo request @param
     * change before MAC and signature */
    HipPacket MakeAnswer(const HipPacket& update, const Change& change = nullptr) const;
    /** @return ESP with a datagram that nobody expects @param content what is inside */
    HipBytes MakeEsp(const HipBytes& content);
    /** @return a CLOSE or CLOSE_ACK @param type which @param echo its nonce */
    HipPacket MakeClosing(HipPacket::Type type, const HipBytes& echo) const;

    Address own;                                 //!< its address
    Address targetLocator;                       //!< the target's address
    uint32_t spi{0x12345678};                    //!< of ESP towards it
    std::vector<HipArrival> heard;               //!< all that came for it, also ESP
    std::unique_ptr<HipSecurityAssociation> in;  //!< ESP from the target
    std::unique_ptr<HipSecurityAssociation> out; //!< ESP to the target
    HipBytes macOut;                             //!< key of own HMACs
    HipBytes macIn;                              //!< key of the target's HMACs
    uint16_t index{0};                           //!< of KEYMAT, where the keys of ESP begin

  private:
    /** Draws all keys. @param secret Kij @param i of the puzzle @param j of its solution */
    void Draw(const HipBytes& secret, uint64_t i, uint64_t j);
    /** A packet has come. */
    void Receive(uint8_t protocol, Ptr<Packet> packet, const Address& from, const Address& to);

    HipTestBed& m_bed;                              //!< where
    Ptr<Node> m_node;                               //!< which node it is
    Ptr<Node> m_target;                             //!< whom it talks to
    Ipv6Address m_targetHit;                        //!< its tag
    std::unique_ptr<HipRandom> m_random;            //!< its secrets
    std::unique_ptr<HipPrivateIdentity> m_identity; //!< its key
    std::unique_ptr<HipKeyPair> m_keyPair;          //!< of Diffie-Hellman
    HipParameter m_targetId;                        //!< HOST_ID of the target's R1
    HipBytes m_inCipher;                            //!< of ESP
    HipBytes m_outCipher;                           //!< of ESP
    HipBytes m_inMac;                               //!< of ESP
    HipBytes m_outMac;                              //!< of ESP
    Ptr<Socket> m_socket;                           //!< of the target, see Call()
};

} // namespace ns3

#endif /* HIP_PUPPET_H */
