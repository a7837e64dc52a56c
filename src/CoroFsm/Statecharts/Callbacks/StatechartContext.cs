using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>The object that an instance was started with, as its actions want it.</summary>
internal static class StatechartContext
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TContext As<TContext>(object? context) => context is TContext typed ? typed : throw Missing<TContext>(context);

    private static InvalidOperationException Missing<TContext>(object? context) => new(
        $"The instance was started with {(context is null ? "no context" : $"a {context.GetType()} as its context")}, but a guard or an action of its chart takes a {typeof(TContext)}. Pass one to Start.");
}
