using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Rejects the default values of structs that belong to a machine.</summary>
[StackTraceHidden]
internal static class DefaultValue
{
    /// <summary>Throws for a struct that was not created by a machine.</summary>
    /// <param name="type">The name of the struct.</param>
    /// <param name="cure">The source of valid values, as an imperative.</param>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(string type, string cure) =>
        throw new InvalidOperationException($"This {type} is the default value of its type, so it belongs to no machine. {cure}");
}
