
namespace CoroFsm.Durability.Records;

/// <summary>Represents the body of a record that ends a machine.</summary>
/// <param name="ErrorType">The full name of the type of its fault; empty if it has completed.</param>
/// <param name="ErrorMessage">The message of the fault.</param>
internal readonly record struct EndBody(string ErrorType, string ErrorMessage)
{
    internal static EndBody Of(Machine machine) => machine.Fault is { } fault
        ? new(fault.GetType().FullName ?? fault.GetType().Name, fault.Message)
        : new("", "");

    internal void Write(PayloadBuffer output)
    {
        Numbers.Write(output, ErrorType);
        Numbers.Write(output, ErrorMessage);
    }

    /// <exception cref="FormatException">The body is truncated.</exception>
    internal static EndBody Read(ReadOnlySpan<byte> body) => new(Numbers.ReadText(ref body), Numbers.ReadText(ref body));
}
