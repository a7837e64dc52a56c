using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CoroFsm;

/// <summary>Refuses the default values of structs that belong to a machine or a task.</summary>
[StackTraceHidden]
internal static class DefaultValue
{
    /// <summary>Throws for a struct that no machine or task has made.</summary>
    /// <param name="type">The name of the struct.</param>
    /// <param name="cure">Where a value comes from.</param>
    /// <param name="owner">What the value belongs to otherwise.</param>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static void Throw(string type, string cure, string owner = "machine") =>
        throw new InvalidOperationException($"This {type} is the default value of its type, so it belongs to no {owner}. {cure}");
}
