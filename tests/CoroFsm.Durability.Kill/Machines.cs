
namespace CoroFsm.Durability.Kill;

/// <summary>Base class of the events of a machine.</summary>
[System.Text.Json.Serialization.JsonDerivedType(typeof(Step), "step")]
[System.Text.Json.Serialization.JsonDerivedType(typeof(Question), "question")]
internal abstract record ClientEvent;

/// <summary>Represents one event of a client. The numbers follow each other from 1.</summary>
internal sealed record Step(int Number) : ClientEvent;

/// <summary>Asks for the state.</summary>
internal sealed record Question(ReplyTo<Summary> Reply) : ClientEvent;

/// <summary>Represents the state of a machine.</summary>
internal sealed record Summary(int Last, long Sum);

/// <summary>Represents a message of a machine about one event.</summary>
internal sealed record Note(string Kind, int Number, long Value, long Time);

/// <summary>The code of the machines: each handles numbered events, and refuses a number that does not follow.</summary>
internal sealed class Machines(Func<string, int, string, Task<long>> charge, string path, Plant plant)
{
    /// <summary>The machines restart after so many events, which removes their history.</summary>
    internal const int RestartEvery = 12;

    internal Func<Durable<ClientEvent>, Coroutine> Of(Kind kind) => kind switch
    {
        Kind.Events => Count,
        Kind.Effects => CallEffects,
        _ => SetTimers,
    };

    private static async Coroutine Count(Durable<ClientEvent> machine)
    {
        var (last, sum) = machine.Argument<Summary>() ?? new(0, 0);
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(new(last, sum)));
        do
        {
            last = Follow(last, await machine.Inbox.Receive<Step>());
            sum += last;
            if (Expectation.Counts(last))
                machine.Emit(new Note("counted", last, sum, 0));
        }
        while (last % RestartEvery != 0);
        machine.Restart(new Summary(last, sum));
    }

    private static async Coroutine SetTimers(Durable<ClientEvent> machine)
    {
        var (last, sum) = machine.Argument<Summary>() ?? new(0, 0);
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(new(last, sum)));
        Step? next = null;
        do
        {
            last = Follow(last, next ?? await machine.Inbox.Receive<Step>());
            next = null;
            var time = TimeSpan.FromMilliseconds(machine.Random.Next(1, Expectation.IsCancelled(last) ? 60 : 300));
            var due = (machine.UtcNow + time).UtcTicks;
            machine.Emit(new Note("armed", last, due, machine.UtcNow.UtcTicks));
            if (Expectation.IsCancelled(last))
            {
                var received = await machine.Inbox.Receive<Step>(time, "Interruptible");
                if (!received.TimedOut)
                    next = received.Event;
            }
            else
            {
                await machine.Inbox.Receive<Step>(static _ => false, time, "Delayed");
            }

            machine.Emit(new Note(next is null ? "fired" : "cancelled", last, due, machine.UtcNow.UtcTicks));
        }
        while (next is not null || last % RestartEvery != 0);
        machine.Restart(new Summary(last, sum));
    }

    private static int Follow(int last, Step step) => step.Number == last + 1
        ? step.Number
        : throw new InvalidOperationException($"Event {step.Number} follows {last}.");

    private async Coroutine CallEffects(Durable<ClientEvent> machine)
    {
        var (last, sum) = machine.Argument<Summary>() ?? new(0, 0);
        using var questions = machine.Inbox.Handle<Question>(question => question.Reply.Reply(new(last, sum)));
        do
        {
            last = Follow(last, await machine.Inbox.Receive<Step>());
            var number = last;
            if (Expectation.IsCharged(number))
            {
                var isEarly = plant == Plant.EarlyEffect;
                if (isEarly && !machine.IsReplaying)
                    _ = charge(machine.Key, number, "early");
                var receipt = await machine.Call("charge", context => charge(machine.Key, number, isEarly ? "early" : context.Id));
                sum += receipt;
                machine.Emit(new Note("charged", number, receipt, 0));
            }
            else if (Expectation.IsBooked(number))
            {
                var rows = plant == Plant.OtherTransaction
                    ? await machine.Call("book", _ => BookApartAsync(machine.Key, number))
                    : await machine.Transaction("book", (transaction, _) => Bookings.AddAsync(transaction, machine.Key, number));
                machine.Emit(new Note("booked", number, rows, 0));
            }
        }
        while (last % RestartEvery != 0);
        machine.Restart(new Summary(last, sum));
    }

    private async Task<long> BookApartAsync(string key, int number)
    {
        await using var connection = Bookings.Open(path);
        await using var transaction = await connection.BeginTransactionAsync();
        var rows = await Bookings.AddAsync(transaction, key, number);
        await transaction.CommitAsync();
        return rows;
    }
}
