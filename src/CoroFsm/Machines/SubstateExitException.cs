namespace CoroFsm;

/// <summary>The exception that unwinds a substate that its superstate ends. Caught at that superstate's <c>Until</c>.</summary>
internal sealed class SubstateExitException(object superstate) : OperationCanceledException("The substate is being left."), IUnwinding
{
    internal object Superstate { get; } = superstate;
}
