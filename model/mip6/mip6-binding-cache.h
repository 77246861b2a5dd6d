/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef MIP6_BINDING_CACHE_H
#define MIP6_BINDING_CACHE_H

#include "ns3/ipv6-address.h"
#include "ns3/nstime.h"

#include <cstdint>
#include <map>
#include <optional>

namespace ns3
{

/** @ingroup mip6
 * The unit of lifetimes in messages (RFC 6275 section 6.1.7). */
const Time MIP6_LIFETIME_UNIT = Seconds(4);

/** @ingroup mip6 @return a lifetime in the unit of messages, rounded down, 65535 at most */
uint16_t ToMip6Lifetime(const Time& time);

/**
 * @ingroup mip6
 * An entry of a binding cache (RFC 6275 section 9.1).
 */
struct Mip6Binding
{
    Ipv6Address careOf; //!< where the mobile is
    Time lifetime;      //!< as granted
    Time expires;       //!< when it ends
    bool used{false};   //!< a packet was sent by it since it was made
};

/**
 * @ingroup mip6
 * A binding cache (RFC 6275 section 9.1). The sequence number outlives its binding, so that an old
 * Binding Update does not bring it back (sections 5.2.8 and 9.5.3).
 */
class Mip6BindingCache
{
  public:
    /** @param retention how long a sequence number outlives its binding; Time::Max(): for good */
    explicit Mip6BindingCache(const Time& retention = Time::Max());

    /** Changes how long sequence numbers outlive their bindings. @param retention see above */
    void SetRetention(const Time& retention);
    /** @return the binding of a home address, valid now, or nullptr */
    Mip6Binding* Find(const Ipv6Address& home);
    /** @return the greatest sequence number received, if there was any that still counts */
    std::optional<uint16_t> GetSequence(const Ipv6Address& home) const;
    /** @return whether a sequence number is greater than all before, modulo 2^16 (section 9.5.1)
     */
    bool IsFresh(const Ipv6Address& home, uint16_t sequence) const;
    /** Remembers the sequence number of a valid update. @param home whose @param sequence number of
     * the update */
    void Note(const Ipv6Address& home, uint16_t sequence);
    /** Makes or changes a binding. @param home of this address @param careOf to this address @param
     * lifetime for so long @param sequence number of the update */
    void Bind(const Ipv6Address& home,
              const Ipv6Address& careOf,
              const Time& lifetime,
              uint16_t sequence);
    /** Removes a binding. @param home of this address */
    void Unbind(const Ipv6Address& home);

  private:
    /** A sequence number. */
    struct Sequence
    {
        uint16_t value{0}; //!< greatest received
        Time until;        //!< it counts until then
    };

    /** @return when a sequence number ceases to count @param from its binding's end */
    Time GetRetained(const Time& from) const;

    Time m_retention;                              //!< see Mip6BindingCache()
    std::map<Ipv6Address, Mip6Binding> m_bindings; //!< valid ones, and some that have expired
    std::map<Ipv6Address, Sequence> m_sequences;   //!< by home address
};

} // namespace ns3

#endif /* MIP6_BINDING_CACHE_H */
