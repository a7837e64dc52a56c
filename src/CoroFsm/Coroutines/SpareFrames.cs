namespace CoroFsm;

/// <summary>
/// Holds the spare frames of one method for one thread: two magazines, so that a thread that alternates between renting and returning at a
/// boundary does not access the depot each time.
/// </summary>
internal sealed class SpareFrames<TFrame>
    where TFrame : class
{
    private Magazine<TFrame> loaded = new();
    private Magazine<TFrame>? previous;

    internal TFrame? TryTake() => loaded.IsEmpty && !TryLoadFull() ? null : loaded.Pop();

    internal void Return(TFrame frame)
    {
        if (loaded.IsFull)
            LoadEmpty();
        loaded.Push(frame);
    }

    private bool TryLoadFull()
    {
        if (previous is { IsEmpty: false } other)
        {
            (previous, loaded) = (loaded, other);
            return true;
        }

        if (FrameDepot<TFrame>.Shared.TryExchangeEmpty(loaded) is not { } full)
            return false;
        loaded = full;
        return true;
    }

    private void LoadEmpty()
    {
        var next = previous switch
        {
            null => new(),
            { IsEmpty: true } => previous,
            _ => FrameDepot<TFrame>.Shared.ExchangeFull(previous),
        };
        (previous, loaded) = (loaded, next);
    }
}
