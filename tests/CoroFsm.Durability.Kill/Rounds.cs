namespace CoroFsm.Durability.Kill;

/// <summary>Kills processes of each kind in turn, until the rounds are over or a fault is found.</summary>
internal sealed class Rounds(Kind[] kinds, int clients, Plant plant, int maxDelay)
{
    internal async Task<int> RunAsync(int rounds, int seed)
    {
        var folder = Directory.CreateTempSubdirectory("corofsm-kill-");
        var campaigns = kinds.Select(kind => new Campaign(folder.FullName, kind, clients, plant)).ToArray();
        var faults = campaigns.SelectMany(static campaign => campaign.Faults);
        var round = 0;
        for (; round < rounds && !faults.Any(); round++)
        {
            var random = new Random(HashCode(seed, round));
            var campaign = campaigns[round % campaigns.Length];
            if (random.Next(8) == 0)
                campaign.KillAtStart(random);
            await campaign.KillAsync(random, maxDelay);
            if (round % 100 == 99)
                Console.WriteLine($"{round + 1} rounds");
        }

        foreach (var campaign in campaigns)
        {
            if (campaign.Faults.Count == 0)
                await campaign.FinishAsync();
        }

        foreach (var (kind, campaign) in kinds.Zip(campaigns))
            Console.WriteLine($"{kind}: {campaign.Figures}");
        foreach (var fault in faults.Take(20))
            Console.WriteLine(fault);
        if (faults.Any())
        {
            Console.WriteLine($"FAULT in round {round} of seed {seed}. The databases are in {folder.FullName}.");
            return 1;
        }

        folder.Delete(recursive: true);
        Console.WriteLine($"{round} rounds of seed {seed}: nothing lost, nothing repeated, nothing invented.");
        return 0;
    }

    private static int HashCode(int seed, int round) => unchecked((seed * 1_000_003) + round);
}
