namespace CoroFsm.Durability.Instances;

/// <summary>Represents a request to start a machine with an argument.</summary>
/// <param name="argument">The argument, as it is stored.</param>
internal sealed class StartRequest(ReadOnlyMemory<byte> argument)
{
    internal ReadOnlyMemory<byte> Argument => argument;

    /// <summary>Gets or sets a value indicating whether the machine was started by this request.</summary>
    internal bool IsUsed { get; set; }
}
