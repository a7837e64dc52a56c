namespace Connection;

/// <summary>What a connection acts on: a modem and a timer, which only record the calls that they receive.</summary>
/// <param name="trace">Where they record them; null: in the digest only.</param>
internal sealed class Line(List<string>? trace = null)
{
    /// <summary>Gets a number that sums up all calls in their order.</summary>
    internal uint Digest { get; private set; }

    internal void Dial() => Note(1, "dial");

    internal void StartTimer() => Note(2, "start the timer");

    internal void ResetTimer() => Note(3, "reset the timer");

    internal void StopTimer() => Note(4, "stop the timer");

    private void Note(uint call, string text)
    {
        Digest = unchecked((Digest * 31) + call);
        trace?.Add(text);
    }
}
