using System.Buffers;
using CoroFsm.Durability.Journals;

namespace CoroFsm.Durability;

/// <summary>Encrypts what a journal stores: events, results, arguments and messages. Names and keys are not encrypted.</summary>
/// <remarks>Called by any thread. An exception fails the call that needs the payload; at replay it parks the machine.</remarks>
public interface IPayloadProtector
{
    /// <summary>Encrypts a payload.</summary>
    /// <param name="id">The machine.</param>
    /// <param name="plain">The payload.</param>
    /// <param name="output">Receives the encrypted payload.</param>
    void Protect(MachineId id, ReadOnlySpan<byte> plain, IBufferWriter<byte> output);

    /// <summary>Decrypts a payload.</summary>
    /// <param name="id">The machine.</param>
    /// <param name="payload">The encrypted payload.</param>
    /// <param name="output">Receives the payload.</param>
    void Unprotect(MachineId id, ReadOnlySpan<byte> payload, IBufferWriter<byte> output);
}
