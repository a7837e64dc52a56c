namespace CoroFsm;

/// <summary>Unwinds a substate that its superstate ends. Ends at that superstate's <c>Until</c>.</summary>
internal sealed class SubstateExitException(object superstate) : OperationCanceledException("The substate is being left."), IUnwinding
{
    internal object Superstate { get; } = superstate;
}
