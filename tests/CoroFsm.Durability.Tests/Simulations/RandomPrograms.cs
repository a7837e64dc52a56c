using CoroFsm.Testing;
using CoroFsm.Testing.Durability;

namespace CoroFsm.Durability.Tests.Simulations;

/// <summary>What a random program does next.</summary>
internal enum Op
{
    /// <summary>Receives an event.</summary>
    Receive,

    /// <summary>Calls an effect.</summary>
    Call,

    /// <summary>Calls an effect that fails.</summary>
    FailingCall,

    /// <summary>Does work in the journal's transaction.</summary>
    Transaction,

    /// <summary>Waits for a time, and defers events.</summary>
    Sleep,

    /// <summary>Emits a message.</summary>
    Emit,

    /// <summary>Creates an identifier and a random number, and emits them.</summary>
    Identify,

    /// <summary>Does the rest in a coroutine of its own.</summary>
    Nest,
}

/// <summary>Runs a random program under simulation and writes down all that can be seen of it.</summary>
internal static class RandomPrograms
{
    /// <summary>Creates a program from a seed.</summary>
    internal static Op[] Create(int seed)
    {
        var random = new SimulatedRandom((ulong)seed);
        return [.. Enumerable.Range(0, 3 + random.Next(8)).Select(_ => (Op)random.Next((int)Op.Nest + 1))];
    }

    /// <summary>Runs a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="seed">The seed of the order.</param>
    /// <param name="crashSteps">The steps before which it crashes.</param>
    /// <returns>What was seen, and the number of steps.</returns>
    internal static (string Seen, int Steps) Run(Op[] program, ulong seed, params int[] crashSteps)
    {
        var seen = "";
        var steps = DurableSimulation.Replay<DurableHost<int>>(
            seed,
            simulation =>
            {
                var calls = new SortedDictionary<string, string>(StringComparer.Ordinal);
                var messages = new List<(string Id, string Text)>();
                simulation.Start(life => DurableHost.OpenAsync<int>(
                    life.Journal,
                    durable => RunAsync(durable, program, 0),
                    life.Configure(new()
                    {
                        Type = "Program",
                        PassivateAfter = null,
                        Machine = MachineOptions.Default with { Unmatched = Unmatched.Defer },
                        OnMessage = async (message, cancellationToken) =>
                        {
                            await simulation.PauseAsync(cancellationToken);
                            messages.Add((message.Id, message.Read<string>()));
                        },
                    })));
                var client = simulation.AddClient();
                for (var number = 1; number <= program.Count(static op => op == Op.Receive); number++)
                {
                    var value = number;
                    client.Do(host => host.SendAsync("key", $"{value}", value).AsTask());
                }

                if (client.HasCompleted)
                    client.Do(host => host.StartAsync("key", 0));
                simulation.Run();

                var info = simulation.Call(host => host.GetInfoAsync("key"));
                seen = $"{info!.State} {info.Sequence} {info.ParkedReason}\n"
                    + string.Join('\n', calls.Values.Order(StringComparer.Ordinal)) + "\n"
                    + string.Join('\n', Texts().Where(text => !text.StartsWith("id ", StringComparison.Ordinal))) + "\n"
                    + Texts().Where(text => text.StartsWith("id ", StringComparison.Ordinal)).Distinct().Count() + "\n"
                    + simulation.Storage.GetValue("count");

                IEnumerable<string> Texts() => messages.DistinctBy(message => message.Id).Select(message => message.Text);

                async Coroutine RunAsync(Durable<int> durable, Op[] ops, int start)
                {
                    List<string> identifiers = [];
                    for (var index = start; index < ops.Length; index++)
                    {
                        switch (ops[index])
                        {
                            case Op.Receive:
                                durable.Emit($"received {await durable.Inbox.Receive()}");
                                break;
                            case Op.Call:
                                durable.Emit(await durable.Call($"call {index}", context => CallAsync(context, $"result {index}")));
                                break;
                            case Op.FailingCall:
                                try
                                {
                                    await durable.Call<string>($"fail {index}", async context =>
                                        throw new InvalidOperationException(await CallAsync(context, $"error {index}")));
                                }
                                catch (EffectFailedException error)
                                {
                                    durable.Emit(error.ErrorMessage);
                                }

                                break;
                            case Op.Transaction:
                                durable.Emit(await durable.Transaction("count", (transaction, _) =>
                                {
                                    var values = (MemoryTransaction)transaction;
                                    values.SetValue("count", $"{values.GetValue("count")}{index};");
                                    return ValueTask.FromResult(values.GetValue("count")!);
                                }));
                                break;
                            case Op.Sleep:
                                await durable.Inbox.Receive(static _ => false, TimeSpan.FromHours(1));
                                durable.Emit($"slept {index}");
                                break;
                            case Op.Emit:
                                durable.Emit($"message {index}");
                                break;
                            case Op.Identify:
                                // Emitted here and at the end, after replays: the number of different ones stays the same.
                                identifiers.Add($"id {durable.NewGuid()} {durable.Random.Next()}");
                                durable.Emit(identifiers[^1]);
                                break;
                            case Op.Nest:
                                await RunAsync(durable, ops, index + 1);
                                index = ops.Length;
                                break;
                        }
                    }

                    foreach (var identifier in identifiers)
                        durable.Emit(identifier);
                }

                async Task<string> CallAsync(EffectContext context, string result)
                {
                    await simulation.PauseAsync(context.CancellationToken);
                    calls[context.Id] = result;
                    await simulation.PauseAsync(context.CancellationToken);
                    return result;
                }
            },
            new() { CrashSteps = crashSteps, CommitsPerFault = 0 });
        return (seen, steps.Count);
    }
}
