namespace CoroFsm.Scheduling;

/// <summary>Takes a task out of a scope that ends early.</summary>
internal sealed class TaskScopeExitException(TaskScope scope) : OperationCanceledException("The scope of tasks ends, because one of them failed or its time is up."), IUnwinding
{
    internal TaskScope Scope => scope;
}
