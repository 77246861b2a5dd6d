/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_CORRESPONDENT_H
#define MIP6_CORRESPONDENT_H

#include "mip6-agent.h"
#include "mip6-binding-cache.h"
#include "mip6-security.h"

#include "ns3/event-id.h"

#include <map>
#include <optional>
#include <utility>

namespace ns3
{

/**
 * @ingroup mip6
 * A correspondent node with route optimisation (RFC 6275 section 9). It keeps no state for the
 * return routability procedure: nonces follow from its key and from time.
 */
class Mip6Correspondent : public Mip6Agent
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    Mip6Correspondent();
    ~Mip6Correspondent() override;

    /** Makes a node a correspondent node. @param node with an IPv6 stack @param name of its key,
     * unique */
    void Setup(Ptr<Node> node, const std::string& name);
    /** @return a mobile's care-of address, or :: where it has no binding @param home whose */
    Ipv6Address GetCareOf(const Ipv6Address& home);
    /** @return Binding Updates accepted */
    uint64_t GetAccepted() const;

    /** TracedCallback signature of Bound. @param home whose @param careOf where its packets go now;
     * ::: to its home address */
    typedef void (*BoundTracedCallback)(const Ipv6Address& home, const Ipv6Address& careOf);

  protected:
    void DoDispose() override;
    void HandleMessage(const Mip6Message& message, const Mip6Arrival& arrival) override;
    bool AcceptHomeAddress(const Ipv6Address& home, const Ipv6Address& careOf) override;
    Ptr<Ipv6Route> RouteOutput(const Ipv6Header& header) override;
    void SendCaptured(Ptr<Packet> packet, const Ipv6Header& header) override;

  private:
    /** @return the present nonce's index */
    uint16_t GetNonceIndex() const;
    /** @return a nonce, if it is still valid @param index its index */
    std::optional<Mip6Nonce> FindNonce(uint16_t index) const;
    /** Answers a Home Test Init or Care-of Test Init. */
    void HandleInit(const Mip6Message& init, const Mip6Arrival& arrival);

    /** A Binding Update. */
    struct Update
    {
        Ipv6Address home;        //!< of this address
        Ipv6Address careOf;      //!< to this address; the home address: no more
        Ipv6Address source;      //!< of the packet: where the answer goes
        Ipv6Address own;         //!< the address that it came to
        bool direct{false};      //!< the packet had no Home Address option
        bool acknowledge{false}; //!< flag A
        uint16_t sequence{0};    //!< Sequence Number
        Time lifetime;           //!< as asked for
        Mip6Key kbm{};           //!< the key, where the nonces are known
    };

    /** Judges a Binding Update. */
    void HandleUpdate(const Mip6Message& message, const Mip6Arrival& arrival);
    /** @return whether the nonces are known; else the update has been answered @param update
     * receives the key @param indices of the nonces */
    bool FindKey(Update& update, const std::pair<uint16_t, uint16_t>& indices);
    /** Acts on an authentic, fresh update. */
    void Accept(const Update& update);
    /** Sends a Binding Acknowledgement. @param update what it answers @param status what became of
     * it @param sequence its number @param lifetime in units of 4 s @param kbm the key; nullptr: it
     * cannot be authorised */
    void Acknowledge(const Update& update,
                     Mip6Message::Status status,
                     uint16_t sequence,
                     uint16_t lifetime,
                     const Mip6Key* kbm);
    /** Asks for a new Binding Update, if the binding is in use (section 9.5.5). */
    void Refresh(Ipv6Address own, Ipv6Address home);
    /** A binding's lifetime has ended. */
    void Expire(Ipv6Address home);

    /** What is to come for a binding. */
    struct Timers
    {
        EventId refresh; //!< Refresh()
        EventId expiry;  //!< Expire()
    };

    Time m_nonceInterval;                   //!< NonceInterval
    Time m_nonceLifetime;                   //!< MAX_NONCE_LIFETIME
    Time m_bindingLifetime;                 //!< MAX_RR_BINDING_LIFETIME
    Mip6Key m_key{};                        //!< Kcn
    Mip6BindingCache m_bindings;            //!< of mobiles
    std::map<Ipv6Address, Timers> m_timers; //!< by home address
    uint64_t m_accepted{0};                 //!< see GetAccepted()
    TracedCallback<const Ipv6Address&, const Ipv6Address&> m_boundTrace; //!< Bound
};

} // namespace ns3

#endif /* MIP6_CORRESPONDENT_H */
