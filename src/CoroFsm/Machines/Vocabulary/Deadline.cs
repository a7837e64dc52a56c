namespace CoroFsm;

/// <summary>Represents a point in time that several receives share. Created by <see cref="Inbox{TEvent}.Deadline"/>.</summary>
public readonly struct Deadline
{
    internal readonly long Due;

    internal Deadline(long due) => Due = due;
}
