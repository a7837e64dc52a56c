using System.Runtime.InteropServices;

namespace CoroFsm.Durability.Effects;

/// <summary>Identifies an effect of a machine: the number of the first record of the turn that requested it, and its place there.</summary>
/// <param name="Sequence">The number of the record.</param>
/// <param name="Ordinal">The place in the turn, from 0.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct EffectId(long Sequence, int Ordinal)
{
    public override string ToString() => $"{Sequence}.{Ordinal}";
}
