using System.Collections;

namespace CoroFsm.Tests.Statecharts;

/// <summary>A state or trigger whose text throws.</summary>
internal sealed record Hostile(string Name)
{
    public override string ToString() => throw new NotSupportedException("No text.");
}

/// <summary>An exception whose data or message throws.</summary>
#pragma warning disable CA1032, CA1064 // Thrown and caught by tests only.
internal sealed class HostileException(HostileException.Kind kind) : Exception
{
    internal enum Kind
    {
        Usable,
        NullData,
        DataThrows,
        ReadOnlyData,
        MessageThrows,
    }

    public override IDictionary Data => kind switch
    {
        Kind.NullData => null!,
        Kind.DataThrows => throw new NotSupportedException("No data."),
        Kind.ReadOnlyData => new System.Collections.ObjectModel.ReadOnlyDictionary<string, string>(
            new Dictionary<string, string>(StringComparer.Ordinal)),
        _ => base.Data,
    };

    public override string Message => kind is Kind.MessageThrows ? throw new NotSupportedException("No message.") : "It failed.";
}
#pragma warning restore CA1032, CA1064
