/*
 * SPDX-License-Identifier: GPL-2.0-only
 * Copyright (c) 2026 Seed ed1e0298 maintainers
 */
#ifndef CRYPTO_COST_MODEL_H
#define CRYPTO_COST_MODEL_H

#include "l4m/host.h"

#include "ns3/nstime.h"
#include "ns3/object.h"

#include <istream>
#include <map>
#include <string>

namespace ns3
{

/**
 * @ingroup l4mobility
 * How long a node's processor computes for cryptography, in simulated time.
 *
 * Presets (attribute Preset):
 * - "none": nothing takes time; no event is delayed.
 * - "paper-2006": FITTED, not measured. One modular exponentiation of 1024 bits with a 160-bit
 * exponent costs what makes the paper's handshake last its 2.3 ms (section 4 of the paper). The
 * other groups follow from the number of modular multiplications (Menezes, van Oorschot, Vanstone,
 * Handbook of Applied Cryptography, 14.79: 1.5 per bit of exponent; RFC 7748 section 5: 10 per bit
 * for X25519) times the square of the modulus' length (ibid. 14.12). Packet MACs and key derivation
 * are free, since the paper has no figure to fit them to.
 * - "measured": read from a file of nanoseconds that `l4m-bench --costs` writes (attribute File).
 */
class CryptoCostModel : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    CryptoCostModel();
    ~CryptoCostModel() override;

    /** The names that the attribute Preset takes, comma separated: for messages. */
    static std::string PresetNames();

    /**
     * A model from its name: a preset, or "measured:FILE".
     * @param name "none", "paper-2006" or "measured:" and a path
     * @param error receives what was wrong and what is allowed, where nullptr is returned
     * @return the model, or nullptr
     */
    static Ptr<CryptoCostModel> FromName(const std::string& name, std::string& error);

    /**
     * Changes to a preset; ends the program with a message where the name is unknown. For
     * "measured" the attribute File must be set too.
     */
    void SetPreset(std::string name);
    /** @return the preset's name */
    std::string GetPreset() const;

    /** Reads a file of costs; ends the program with a message where it cannot. */
    void SetFile(std::string path);
    /** @return the file that was read, or an empty string */
    std::string GetFile() const;

    /**
     * Reads costs: lines `name = nanoseconds`, empty lines and lines that begin with # are skipped.
     * Names: `keygen.GROUP`, `derive.GROUP` (GROUP as l4m_group_name() has it), `kdf.rfc2631`,
     * `kdf.hkdf-sha256`, `mac.MAC.packet` and `mac.MAC.byte` (MAC: hmac-md5, hmac-sha1,
     * hmac-sha256, aes128-gmac). A packet's MAC costs packet + bytes x byte. Unknown names are
     * errors, missing ones cost nothing. @param in where from @param error receives what was wrong,
     * with the line's number @return whether all lines were understood; if not, nothing has changed
     */
    bool ReadCosts(std::istream& in, std::string& error);

    /** @return whether nothing takes time */
    bool IsFree() const
    {
        return m_cost.empty();
    }

    /**
     * The time that some work takes.
     * @param suite whose algorithms; nullptr costs nothing
     * @param before the counters before the work
     * @param after the counters after the work
     * @return the time, to the nanosecond
     */
    Time GetCost(const l4m_suite* suite, const l4m_work& before, const l4m_work& after) const;

    /** @return the cost of one operation by its name in the file format, 0 for unknown names */
    Time GetOperation(const std::string& name) const;

  private:
    /** Fills m_cost with the fitted figures. */
    void FitToPaper();

    std::string m_preset;                 //!< name of the preset
    std::string m_file;                   //!< file of costs
    std::map<std::string, double> m_cost; //!< nanoseconds of each operation
};

} // namespace ns3

#endif /* CRYPTO_COST_MODEL_H */
