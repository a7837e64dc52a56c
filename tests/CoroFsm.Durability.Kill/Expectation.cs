namespace CoroFsm.Durability.Kill;

/// <summary>The plain model: which messages a machine emits for its events, in order.</summary>
internal sealed class Expectation(Kind kind)
{
    private int number;
    private bool isArmed;

    /// <summary>Gets the number of the last event whose messages are complete.</summary>
    internal int Complete => isArmed ? number - 1 : number;

    internal static bool Counts(int number) => number % 3 == 0;

    internal static bool IsCharged(int number) => number % 3 == 0;

    internal static bool IsBooked(int number) => number % 3 == 1;

    internal static bool IsCancelled(int number) => number % 2 == 0;

    /// <summary>Determines whether all messages have been received.</summary>
    internal bool IsCompleteAt(int last)
    {
        while (number < last && !isArmed && IsSilent(number + 1))
            number++;
        return number == last && !isArmed;
    }

    /// <summary>Receives a message that was not received before.</summary>
    /// <returns>What is wrong with it; null if it is the one that follows.</returns>
    internal string? Receive(Note note)
    {
        if (isArmed)
        {
            isArmed = false;
            return note.Number == number && (note.Kind == "fired" || (note.Kind == "cancelled" && IsCancelled(number)))
                ? null
                : $"{note} follows the start of timer {number}";
        }

        while (IsSilent(++number))
        {
        }

        isArmed = kind == Kind.Timers;
        var expected = kind switch
        {
            Kind.Events => "counted",
            Kind.Timers => "armed",
            _ => IsCharged(number) ? "charged" : "booked",
        };
        return note.Kind == expected && note.Number == number && ValueIsRight(note) ? null : $"{note} instead of {expected} {number}";
    }

    private static bool ValueIsRight(Note note) => note.Kind switch
    {
        "counted" => note.Value == note.Number * (note.Number + 1L) / 2,
        "booked" => note.Value == (note.Number + 2) / 3,
        _ => true,
    };

    private bool IsSilent(int of) => kind switch
    {
        Kind.Events => !Counts(of),
        Kind.Timers => false,
        _ => !IsCharged(of) && !IsBooked(of),
    };
}
