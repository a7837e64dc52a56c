namespace Orders;

/// <summary>Represents a customer, who makes ten requests for one order and remembers the answers.</summary>
internal sealed class Customer(int seed)
{
    /// <summary>The number of requests of each customer.</summary>
    public const int Requests = 10;

    private const double NeverPays = 0.05;
    private const double CancelsWhilePaying = 0.1;
    private const double Cancels = 0.1;
    private const double Returns = 0.2;
    private const double HasBadCard = 0.1;

    private readonly Random random = new(seed);
    private readonly HashSet<Request> done = [];
    private int answers;

    /// <summary>Gets the identifier of the order; null if it was not created.</summary>
    public string? Id { get; private set; }

    /// <summary>Gets the number of requests that were answered.</summary>
    public int Answers => Volatile.Read(ref answers);

    /// <summary>Gets a value indicating whether the customer stopped because there was no answer.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>Returns a value indicating whether a request was acknowledged.</summary>
    public bool HasDone(Request request) => done.Contains(request);

    /// <summary>Returns a value indicating whether an end is lawful after what was acknowledged.</summary>
    public bool Allows(OrderEnd end) => end switch
    {
        OrderEnd.Cancelled => !HasDone(Request.Ship) && (HasDone(Request.Cancel) || GaveUp),
        OrderEnd.Returned => HasDone(Request.Return) || (HasDone(Request.Ship) && GaveUp),
        OrderEnd.Completed => HasDone(Request.Ship) && !HasDone(Request.Return) && !HasDone(Request.Cancel),
        OrderEnd.Abandoned => done.Count == 0,
        OrderEnd.Interrupted => true,
        _ => false,
    };

    public async Task RunAsync(IOrderClient client, Action<Answer> count)
    {
        Id = await client.CreateAsync("book", random.Next(1, 4));
        GaveUp = Id is null;
        if (Count(GaveUp ? Answer.None : Answer.Done))
            return;

        var card = random.NextDouble() < HasBadCard ? "declines" : "4242";
        await AskAsync(Request.Status);
        if (random.NextDouble() < CancelsWhilePaying)
        {
            var paying = AskAsync(Request.Pay);
            await AskAsync(Request.Cancel);
            await paying;
        }
        else
        {
            var pays = random.NextDouble() >= NeverPays;
            await AskAsync(pays ? Request.Pay : Request.Status);
            card = "4242";
            await AskAsync(pays && !HasDone(Request.Pay) ? Request.Pay : Request.Status);
        }

        await AskAsync(random.NextDouble() < Cancels ? Request.Cancel : Request.Status);
        await AskAsync(Request.Ship);
        await AskAsync(Request.Status);
        await AskAsync(random.NextDouble() < Returns ? Request.Return : Request.Status);
        await AskAsync(Request.Status);
        await AskAsync(Request.Status);

        async Task AskAsync(Request request)
        {
            if (GaveUp)
                return;
            var answer = await client.SendAsync(Id!, request, card);
            if (Count(answer))
                return;
            if (answer == Answer.Done && request != Request.Status)
            {
                lock (done)
                    done.Add(request);
            }
        }

        bool Count(Answer answer)
        {
            count(answer);
            if (answer == Answer.None)
                GaveUp = true;
            else
                Interlocked.Increment(ref answers);
            return GaveUp;
        }
    }
}
