namespace CoroFsm;

/// <content>The arrival at a wait for work.</content>
public abstract partial class Machine
{
    /// <summary>
    /// Records a wait for work, before it parks. The end of the input does not prevent it: work needs no input.
    /// </summary>
    internal void ArriveForWork(string? state, int line, string file)
    {
        if ((Phase & ~Delivered) != InputEnded)
        {
            if (state is null)
                Arrive(line, file);
            else
                ArriveNamed(state, line, file);
            return;
        }

        this.line = state is null ? line : -line;
        this.file = file;
        if (state is not null)
            naming = state;
    }
}
