namespace CoroFsm;

/// <summary>A point in time that several receives share; made by <see cref="Inbox{TEvent}.Deadline"/>.</summary>
public readonly struct Deadline
{
    internal readonly long Due;

    internal Deadline(long due) => Due = due;
}
