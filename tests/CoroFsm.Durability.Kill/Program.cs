using System.CommandLine;
using CoroFsm.Durability.Kill;

var rounds = new Option<int>("--rounds") { Description = "The number of processes that are killed.", DefaultValueFactory = _ => 30 };
var seed = new Option<int>("--seed") { Description = "The seed of the times and of the clients.", DefaultValueFactory = _ => 1 };
var clients = new Option<int>("--clients") { Description = "The number of clients; each has a machine.", DefaultValueFactory = _ => 64 };
var delay = new Option<int>("--delay")
{
    Description = "The maximum time between the first acknowledgement of a round and its kill, in milliseconds.",
    DefaultValueFactory = _ => 150,
};
var kinds = new Option<Kind[]>("--kinds")
{
    Description = "The kinds of machines.",
    DefaultValueFactory = _ => Enum.GetValues<Kind>(),
    AllowMultipleArgumentsPerToken = true,
};
var plant = new Option<Plant>("--plant") { Description = "A fault of the process that is to be found." };
var path = new Argument<string>("path");
var kind = new Argument<Kind>("kind");

var victim = new Command("victim", "Hosts machines until it is killed. Speaks by lines on standard input and output.") { path, kind, plant };
victim.SetAction((arguments, _) => Victim.RunAsync(
    arguments.GetRequiredValue(path), arguments.GetValue(kind), arguments.GetValue(plant)));

var root = new RootCommand("Kills processes with durable machines at random moments, and checks that nothing is lost, repeated or invented.")
{
    rounds, seed, clients, delay, kinds, plant, victim,
};
root.SetAction((arguments, _) => new Rounds(
    arguments.GetRequiredValue(kinds),
    arguments.GetValue(clients),
    arguments.GetValue(plant),
    arguments.GetValue(delay)).RunAsync(arguments.GetValue(rounds), arguments.GetValue(seed)));
return await root.Parse(args).InvokeAsync();
