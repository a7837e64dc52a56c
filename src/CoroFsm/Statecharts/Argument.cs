using System.Runtime.CompilerServices;

namespace CoroFsm.Statecharts;

/// <summary>The address of the parameter of the trigger that is being handled: it passes without its type, and without boxing.</summary>
/// <remarks>Its type is checked once, where the trigger is fired, against the one that all actions of the trigger declare.</remarks>
internal readonly ref struct Argument
{
    private readonly ref byte value;

    private Argument(ref byte value) => this.value = ref value;

    internal bool IsPresent => !Unsafe.IsNullRef(ref value);

    internal static Argument At<T>(ref T value) => new(ref Unsafe.As<T, byte>(ref value));

    internal T Get<T>() => Unsafe.As<byte, T>(ref value);
}

/// <summary>A parameter that is queued with its trigger.</summary>
internal abstract class QueuedArgument
{
    internal abstract ParameterType Type { get; }

    internal abstract Argument Open();
}

/// <inheritdoc/>
internal sealed class QueuedArgument<T>(T value) : QueuedArgument
{
    private T value = value;

    internal override ParameterType Type => ParameterType<T>.Instance;

    internal override Argument Open() => Argument.At(ref value);

    public override string ToString() => value?.ToString() ?? "null";
}

/// <summary>The type of a trigger's parameter.</summary>
internal abstract class ParameterType
{
    internal abstract Type Type { get; }

    /// <summary>Copies a parameter to the heap.</summary>
    internal abstract QueuedArgument Keep(Argument argument);

    /// <summary>Creates the quick form of steps; null if they have none.</summary>
    internal abstract ParameterPlan? PlanOf<TState, TTrigger>(Step<TState, TTrigger>[] steps)
        where TState : notnull
        where TTrigger : notnull;
}

/// <inheritdoc/>
internal sealed class ParameterType<T> : ParameterType
{
    internal static readonly ParameterType<T> Instance = new();

    internal override Type Type => typeof(T);

    internal override QueuedArgument Keep(Argument argument) => new QueuedArgument<T>(Lasting.Of(argument.Get<T>()));

    internal override ParameterPlan? PlanOf<TState, TTrigger>(Step<TState, TTrigger>[] steps) => ParameterPlan<T>.Of(steps);
}
