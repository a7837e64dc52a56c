namespace CoroFsm.Tests.Contract;

/// <summary>
/// The coroutine of the contract: it logs each event and obeys those that are orders.
/// </summary>
public sealed class Script
{
    private readonly List<string> log = [];

    public Machine<string>? Machine { get; set; }

    /// <summary>Gets or sets an order that is executed before the first wait.</summary>
    public string? First { get; set; }

    public bool FailsInFinally { get; set; }

    /// <summary>Gets or sets the action of the order "gate".</summary>
    public Action? Gate { get; set; }

    public string Log => string.Join(' ', log);

    public void Note(string what) => log.Add(what);

    /// <summary>The action of the coroutine's finally block.</summary>
    public void CleanUp()
    {
        Note("finally");
        if (FailsInFinally)
            throw new ArithmeticException("clean-up");
    }

    /// <summary>Executes an order.</summary>
    /// <returns>False if the coroutine is to return.</returns>
    public bool Obey(string order, Inbox<string> inbox)
    {
        Note(order);
        switch (order.Split(':'))
        {
            case ["return"]:
                return false;
            case ["fail"]:
                throw new ArithmeticException("failed");
            case ["gate"]:
                Gate!();
                break;
            case ["post", .. var events]:
                foreach (var e in events)
                    inbox.Post(e);
                Note("posted");
                break;
            case ["send", var e]:
                Machine!.Send(e);
                Note("sent");
                break;
            case ["trysend", var e]:
                Note(Machine!.TrySend(e) ? "taken" : "refused");
                break;
            case ["throw"]:
                Note(Assert.Throws<MachineBusyException>(() => Machine!.Throw(new TimeoutException())).GetType().Name);
                break;
            case ["complete"]:
                Machine!.Complete();
                Note("notified");
                break;
            case ["complete", var late]:
                Machine!.Complete();
                Machine.Send(late);
                break;
            case ["close"]:
                Machine!.Dispose();
                Note("notified");
                break;
        }

        return true;
    }
}
