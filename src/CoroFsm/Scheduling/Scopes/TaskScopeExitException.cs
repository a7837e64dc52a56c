namespace CoroFsm.Scheduling;

/// <summary>Takes a task out of a scope that ends early.</summary>
internal sealed class TaskScopeExitException(TaskScope scope)
    : OperationCanceledException("The scope of tasks ends, because one of them failed or its timeout has elapsed."), IUnwinding
{
    internal TaskScope Scope => scope;
}
