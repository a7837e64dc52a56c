using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Rejects the default values of structs that belong to a machine or a task.</summary>
[StackTraceHidden]
internal static class DefaultValue
{
    /// <summary>Throws for a struct that was not created by a machine or a task.</summary>
    /// <param name="type">The name of the struct.</param>
    /// <param name="cure">The source of valid values, as an imperative.</param>
    /// <param name="owner">The kind of object that valid values belong to.</param>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(string type, string cure, string owner = "machine") =>
        throw new InvalidOperationException($"This {type} is the default value of its type, so it belongs to no {owner}. {cure}");
}
