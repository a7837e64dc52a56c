using ScxmlSample;

return await CommandLine.RunAsync(args, new(Console.In, Console.Out, Console.Error, !Console.IsOutputRedirected));
