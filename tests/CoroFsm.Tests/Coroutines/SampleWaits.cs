namespace CoroFsm.Tests.Coroutines;

/// <summary>A coroutine for each kind of wait at an inbox.</summary>
internal static class SampleWaits
{
    internal static readonly TimeSpan Long = TimeSpan.FromHours(1);

    internal static Dictionary<string, Func<Inbox<int>, Coroutine>> OfMachine { get; } = new()
    {
        ["receive"] = static async inbox => await inbox.Receive(),
        ["named receive"] = static async inbox => await inbox.Receive("Named"),
        ["predicate"] = static async inbox => await inbox.Receive(static e => e > 0),
        ["case"] = static async inbox => await inbox.Receive<int>(),
        ["value"] = static async inbox => await inbox.Expect(1),
        ["enumeration"] = static async inbox =>
        {
            await foreach (var e in inbox)
                _ = e;
        },
        ["selective enumeration"] = static async inbox =>
        {
            await foreach (var e in inbox.Where(static e => e > 0))
                _ = e;
        },
        ["limit"] = static async inbox => await inbox.Receive(Long),
        ["substate"] = static async inbox => await inbox.Until(static e => e == 9).Run(Child(inbox)),
        ["time-limited substate"] = static async inbox => await inbox.Within(Long).Run(Child(inbox)),
        ["generator"] = static async inbox => await inbox.Run(Generator(inbox)),
        ["deep"] = static async inbox => await Nested(inbox, 10),
    };

    /// <summary>Awaits a call and returns whether it was refused.</summary>
    internal static async Coroutine<bool> IsRefused(Coroutine call)
    {
        try
        {
            await call;
        }
        catch (Exception error) when (error is InvalidOperationException or NotSupportedException)
        {
            return true;
        }

        return false;
    }

    internal static async Coroutine Child(Inbox<int> inbox) => await inbox.Receive();

    private static async Coroutine Nested(Inbox<int> inbox, int levels)
    {
        if (levels == 0)
            await inbox.Receive();
        else
            await Nested(inbox, levels - 1);
    }

    private static IEnumerable<Wait> Generator(Inbox<int> inbox)
    {
        yield return inbox.Receive();
    }
}
